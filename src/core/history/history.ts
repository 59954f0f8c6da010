import { Replay } from '../run/evolve.ts';
import type { Recorded, SessionPlan } from '../model/events.ts';
import type { Phase } from '../model/phase.ts';
import type { SessionResult } from '../model/sessionResult.ts';
import type { RunState } from '../model/state.ts';
import { takenByWave } from '../queries/projection.ts';
import { planTask, planWave } from '../queries/runQueries.ts';
import { teamBudgetLines } from '../queries/teamBudgets.ts';
import { isRed } from '../checks/isRed.ts';
import type {
  AttemptSpan,
  CheckSpan,
  FailedMoment,
  GateSpan,
  RunHistory,
  SessionSpan,
  Span,
  StepEnd,
} from './model.ts';
import { covered } from './spans.ts';

/**
 * History of a run, from all its events in the order of the journal.
 * @returns undefined for a journal without a start
 */
export function historyOf(events: Iterable<Recorded>): RunHistory | undefined {
  const history = new HistoryReader();
  for (const event of events) history.add(event);
  return history.result();
}

type Open<S> = { -readonly [K in keyof S]: S[K] };
type OpenAttempt = Open<Omit<AttemptSpan, 'steps'>> & { readonly steps: StepEnd[] };

/** The history of a run whose events come one after another. */
export class HistoryReader {
  readonly #replay = new Replay();
  readonly #phases: Open<Span & { readonly phase: Phase }>[] = [];
  readonly #attempts: OpenAttempt[] = [];
  readonly #failed: FailedMoment[] = [];
  readonly #plans = new Map<string, SessionPlan>();
  readonly #sessions: Open<SessionSpan>[] = [];
  readonly #left: RunHistory['left'][number][] = [];
  readonly #gates = new Map<string, Open<GateSpan>>();

  add(event: Recorded): void {
    this.#replay.add(event);
    const { state } = this.#replay;
    if (state === undefined) return;
    this.#enter(state.phase, event.at);
    this.#attempt(state, event);
    this.#failure(event);
    this.#session(state, event);
    this.#gate(state, event);
  }

  result(): RunHistory | undefined {
    const { state } = this.#replay;
    if (state === undefined) return undefined;
    const gates = [...this.#gates.values()];
    return {
      run: state.run,
      title: state.plan.plan.title,
      repository: state.repository.name,
      startedAt: state.startedAt,
      updatedAt: state.updatedAt,
      phase: state.phase,
      phases: this.#phases,
      attempts: this.#attempts,
      failed: this.#failed,
      sessions: this.#sessions,
      gates,
      left: this.#left,
      projected: projectedWaves(state),
      teamBudgets: teamBudgetLines(state),
      waited: covered(gates, state.updatedAt),
      worked: covered(
        this.#sessions.filter(({ agent }) => agent !== undefined),
        state.updatedAt,
      ),
    };
  }

  #enter(phase: Phase, at: number): void {
    const last = this.#phases.at(-1);
    if (last?.phase === phase) return;
    if (last !== undefined) last.to = at;
    this.#phases.push({ phase, from: at });
  }

  #attempt(state: RunState, event: Recorded): void {
    switch (event.type) {
      case 'wave-opened':
        this.#attempts.push({
          wave: event.wave,
          title: planWave(state, event.wave)?.title ?? event.wave,
          attempt: event.attempt,
          from: event.at,
          outcome: 'open',
          steps: [],
        });
        return;
      case 'step-passed':
        return this.#ofWave(event.wave, ({ steps }) => steps.push({ step: event.step, at: event.at }));
      case 'step-failed':
        return this.#ofWave(event.wave, (attempt) => {
          attempt.step = event.step;
          attempt.steps.push({ step: event.step, at: event.at, failed: true });
        });
      case 'wave-failed':
        return this.#ofWave(event.wave, (attempt) => {
          Object.assign(attempt, { outcome: 'failed', failure: event.failure, to: event.at });
        });
      case 'wave-resumed':
        // Only a limit of a provider stopped it: it is the same attempt, and it is not over.
        return this.#ofWave(event.wave, (attempt) => {
          attempt.outcome = 'open';
          delete attempt.to;
          delete attempt.failure;
        });
      case 'wave-committed':
        return this.#ofWave(event.wave, (attempt) => {
          Object.assign(attempt, { outcome: 'committed', commit: event.commit, to: event.at });
        });
      case 'wave-unchanged':
        return this.#ofWave(event.wave, (attempt) => {
          Object.assign(attempt, { outcome: 'unchanged', to: event.at });
        });
      case 'wave-carried':
        return this.#ofWave(event.wave, (attempt) => {
          Object.assign(attempt, { outcome: 'carried', to: attempt.to ?? event.at });
        });
      case 'adaptation-proposed': {
        const { strategy, task, plan, cause } = event;
        const answer = { strategy, task, why: plan.why, ...(plan.note === undefined ? {} : { note: plan.note }) };
        return this.#ofWave(cause.wave, (attempt) => (attempt.answer = answer));
      }
      default:
    }
  }

  /** An attempt that failed may go on: red checks run again, work is carried into the wave that repairs it. It has failed nevertheless. */
  #failure(event: Recorded): void {
    switch (event.type) {
      case 'wave-failed': {
        const { at, wave, attempt, failure } = event;
        const step = this.#attempts.findLast((each) => each.wave === wave)?.step;
        this.#failed.push({ at, wave, attempt, failure, ...(step === undefined ? {} : { step }) });
        return;
      }
      case 'ship-failed':
        this.#failed.push({ at: event.at, failure: { kind: 'ship', message: event.message } });
        return;
      case 'validation-failed':
        // Red CI is why shipping has failed, too.
        if (event.failure.kind === 'checks' && event.failure.ci === true) this.#failed.pop();
        this.#failed.push({ at: event.at, failure: event.failure });
        return;
      default:
    }
  }

  #ofWave(wave: string, change: (attempt: OpenAttempt) => void): void {
    const last = this.#attempts.findLast((attempt) => attempt.wave === wave);
    if (last !== undefined) change(last);
  }

  #session(state: RunState, event: Recorded): void {
    switch (event.type) {
      case 'audit-started':
      case 'sessions-planned':
        for (const session of event.sessions) this.#plans.set(session.id, session);
        return;
      case 'session-dispatched': {
        const plan = this.#plans.get(event.session);
        const epoch = state.sessions[event.session]?.epoch ?? plan?.epoch ?? 1;
        const open = this.#running(event.session);
        if (plan !== undefined && open?.epoch !== epoch) this.#sessions.push(started(state, plan, epoch, event.at));
        return;
      }
      case 'worktrees-given-back':
      case 'worktrees-removed':
        for (const left of event.left ?? []) this.#left.push({ ...left, at: event.at });
        return;
      case 'session-taken-over': {
        const session = this.#running(event.session);
        if (session !== undefined) session.takenOver = true;
        return;
      }
      case 'session-ended':
      case 'session-retried': {
        const session = this.#running(event.session);
        if (session === undefined) return;
        session.to = event.at;
        if (event.type === 'session-ended') Object.assign(session, ended(event.result));
        else Object.assign(session, { outcome: 'crashed', message: event.why });
        return;
      }
      default:
    }
  }

  #running(session: string): Open<SessionSpan> | undefined {
    return this.#sessions.findLast((span) => span.session === session && span.to === undefined);
  }

  #gate(state: RunState, event: Recorded): void {
    switch (event.type) {
      case 'gate-opened': {
        const { id, kind, wave } = event.gate;
        if (this.#gates.has(id)) return;
        this.#gates.set(id, {
          gate: id,
          kind,
          ...(wave === undefined ? {} : { wave }),
          from: event.at,
          status: 'pending',
        });
        return;
      }
      case 'gate-decided': {
        const { gate, who, channel, note } = event.decision;
        const span = this.#gates.get(gate);
        const status = state.gates[gate]?.status ?? event.decision.verdict;
        // An approval of several that a gate needs leaves it pending.
        if (span?.to === undefined && span !== undefined) {
          Object.assign(span, { who, channel, note, status, ...(status === 'pending' ? {} : { to: event.at }) });
        }
        return;
      }
      case 'gate-rested': {
        const span = this.#gates.get(event.gate);
        if (span !== undefined) Object.assign(span, { status: 'approved', to: event.at });
        return;
      }
      case 'gate-expired':
      case 'gate-voided': {
        const id = event.gate;
        const span = this.#gates.get(id);
        if (span === undefined) return;
        span.to ??= event.at;
        if (event.type === 'gate-voided') span.voided ??= event.reason;
        else if (span.status === 'pending') span.status = 'expired';
        return;
      }
      case 'run-stopped':
        for (const span of this.#gates.values()) span.to ??= event.at;
        return;
      default:
    }
  }
}

function projectedWaves(state: RunState): RunHistory['projected'] {
  return Object.entries(state.projections ?? {}).flatMap(([wave, projection]) => {
    const taken = takenByWave(state, wave);
    return taken === undefined ? [] : [{ wave, projection, taken }];
  });
}

function started(state: RunState, session: SessionPlan, epoch: number, at: number): Open<SessionSpan> {
  const { plan } = state.plan;
  const { id, kind, subject, agent, scope, supervises } = session;
  const wave = 'wave' in scope ? planWave(state, scope.wave) : undefined;
  const team = session.team ?? planTask(wave, subject)?.team;
  const profile = agent === undefined ? undefined : plan.agents[agent];
  const model = profile !== undefined && 'model' in profile ? profile.model : undefined;
  return {
    session: id,
    kind,
    subject: supervises === undefined ? subject : `supervisor of ${supervises.team}`,
    epoch,
    from: at,
    ...(agent === undefined ? {} : { agent }),
    ...(profile === undefined ? {} : { driver: profile.driver }),
    ...(model === undefined ? {} : { model }),
    ...(scope.kind === 'wave' ? { wave: scope.wave } : {}),
    ...(team === undefined ? {} : { team }),
    ...('attempt' in scope ? { attempt: scope.attempt } : {}),
    // It belongs to the wave that it has read about, whatever number its own session has.
    ...(supervises === undefined
      ? {}
      : { wave: supervises.wave, attempt: supervises.attempt, supervises: supervises.team }),
  };
}

/** Lines of violations that are about refs and worktrees, and no files. */
const movedRef =
  /^(?:(?:branch|tag|remote branch) .+|refs\/.+|the stash) was (?:created|deleted|moved)|^another branch or commit was checked out in /;

function ended(result: SessionResult): Partial<SessionSpan> {
  const { outcome, message, usage, denied, violations, conversation } = result;
  const checks = [...(result.checks ?? []), ...(result.verification ?? [])].map((run): CheckSpan => {
    return { name: run.name, milliseconds: run.milliseconds, red: isRed(run) };
  });
  const moved = (violations ?? []).filter((line) => movedRef.test(line)).length;
  return {
    outcome,
    message,
    ...(usage === undefined ? {} : { usage }),
    ...(denied === undefined ? {} : { denied: denied.count }),
    ...(violations === undefined || violations.length === 0 ? {} : { violations: violations.length }),
    ...(moved === 0 ? {} : { movedRefs: moved }),
    ...(conversation === undefined ? {} : { conversation }),
    ...(checks.length === 0 ? {} : { checks }),
  };
}
