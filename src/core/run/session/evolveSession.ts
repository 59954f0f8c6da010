import { addUsage } from '../../agents/usage.ts';
import { isRed } from '../../checks/isRed.ts';
import type { Recorded, SessionPlan } from '../../model/events.ts';
import { readinessSubject, scopeKey } from '../../model/names.ts';
import type { CheckRun } from '../../model/checkRun.ts';
import type { SessionResult } from '../../model/sessionResult.ts';
import type { SetEntries } from '../../../util/setEntries.ts';
import { pastAttempt } from '../../queries/pastAttempt.ts';
import { isAgentSession } from '../../queries/runQueries.ts';
import type { RunState, Session, WaveState } from '../../model/state.ts';

type SessionEvent = Extract<
  Recorded,
  {
    type:
      | 'audit-started'
      | 'ahead-started'
      | 'division-started'
      | 'sessions-planned'
      | 'worktrees-ready'
      | 'worktrees-made-ahead'
      | 'worktrees-given-back'
      | 'session-dispatched'
      | 'session-ended'
      | 'session-retried'
      | 'answer-taken-back'
      | 'session-taken-over'
      | 'session-staged'
      | 'session-handed-back'
      | 'worktrees-removed';
  }
>;

/** A session moves planned → ready → running → ended, and ends exactly once, for the epoch it was planned with. */
export function evolveSession(state: RunState, event: SessionEvent, put: SetEntries): RunState {
  const change = (id: string, update: (session: Session) => Session): RunState => {
    const session = state.sessions[id];
    return session ? { ...state, sessions: put(state.sessions, [[id, update(session)]]) } : state;
  };
  switch (event.type) {
    case 'audit-started':
    case 'ahead-started':
      return plan(state, event.sessions, put);
    case 'division-started': {
      const { adaptation, ...rest } = plan(state, [event.session], put);
      const { wave, attempt, who, note, session } = event;
      return {
        ...rest,
        ...(adaptation === undefined ? {} : { adaptation: { cause: adaptation.cause } }),
        divisions: [...(state.divisions ?? []), { wave, attempt, session: session.id, who, note }],
      };
    }
    case 'sessions-planned':
      return placeSessions(plan(state, event.sessions, put), event, put);
    case 'worktrees-ready': {
      const key = scopeKey(event.scope);
      const ready: [string, Session][] = [];
      // By name: a list of the values of a large map takes four times as long.
      for (const id in state.sessions) {
        const session = state.sessions[id];
        if (session?.status !== 'planned' || scopeKey(session.scope) !== key) continue;
        const port = event.ports?.[id];
        ready.push([id, { ...session, status: 'ready', ...(port === undefined ? {} : { port }) }]);
      }
      return dispatching(withoutAhead({ ...state, sessions: put(state.sessions, ready) }, key), event, put);
    }
    case 'worktrees-made-ahead': {
      const { scope, sessions, ports = {}, problem, setup } = event;
      const made = {
        scope,
        sessions,
        ...(problem !== undefined && { problem }),
        ...(setup !== undefined && { setup }),
      };
      const placed = Object.entries(ports).flatMap(([id, port]): [string, Session][] => {
        const session = state.sessions[id];
        return session?.status === 'planned' ? [[id, { ...session, port }]] : [];
      });
      const madeAhead = { ...state.madeAhead, [scopeKey(scope)]: made };
      return { ...state, sessions: put(state.sessions, placed), madeAhead };
    }
    case 'worktrees-given-back':
      return withoutAhead(state, scopeKey(event.scope));
    case 'session-dispatched':
      return change(event.session, (session) =>
        session.status === 'ready' ? { ...session, status: 'running', startedAt: event.at } : session,
      );
    case 'session-ended': {
      const session = state.sessions[event.session];
      if (!session || session.status === 'ended' || session.epoch !== event.epoch) return state;
      const { takenOver: _takenOver, ...rest } = session;
      const result = asksAgain(session, event.result);
      const ended = { ...rest, status: 'ended' as const, endedAt: event.at, result };
      const after = withBaseline({ ...state, sessions: put(state.sessions, [[session.id, ended]]) }, result);
      return adoptResult(after, session, result, put);
    }
    case 'session-retried':
      return checkingAgain(
        change(
          event.session,
          ({ result, endedAt: _endedAt, startedAt: _startedAt, checksOnly: _only, ...session }) => ({
            ...session,
            ...interrupted(session, result),
            ...(event.checksOnly === undefined ? {} : { checksOnly: true as const }),
            ...(event.answer === undefined ? {} : { answers: [...(session.answers ?? []), event.answer] }),
            status: 'ready',
            epoch: event.epoch,
          }),
        ),
        event.session,
        put,
      );
    case 'answer-taken-back':
      return change(event.session, (session) => takenBack(session, event.who));
    case 'session-taken-over':
      return change(event.session, (session) =>
        session.status === 'running' && session.epoch === event.epoch ? { ...session, takenOver: true } : session,
      );
    case 'session-handed-back':
      return change(event.session, ({ takenOver: _takenOver, ...session }) => session);
    case 'session-staged':
      return change(event.session, (session) =>
        session.status === 'running' && session.epoch === event.epoch ? { ...session, stage: event.stage } : session,
      );
    case 'worktrees-removed':
      return { ...state, removed: [...state.removed, scopeKey(event.scope)] };
  }
}

/** The last answer of a session no longer counts, and neither does work that went on from it. */
function takenBack(session: Session, who: string): Session {
  const { answers = [], result } = session;
  const last = answers.at(-1);
  if (last?.by === undefined || last.takenBack !== undefined) return session;
  const marked = { ...session, answers: [...answers.slice(0, -1), { ...last, takenBack: who }] };
  return result === undefined ? marked : { ...marked, result: asksAgain(marked, result) };
}

/** A session whose answer was taken back has stopped at its question again, however it ended. */
function asksAgain({ answers = [] }: Pick<Session, 'answers'>, result: SessionResult): SessionResult {
  const last = answers.at(-1);
  if (last?.takenBack === undefined) return result;
  const { question, takenBack: who } = last;
  const message = `${who} has taken back the answer to its question: ${question}`;
  return { ...result, outcome: 'blocked', message, question };
}

function withoutAhead(state: RunState, key: string): RunState {
  if (state.madeAhead?.[key] === undefined) return state;
  const { [key]: _made, ...madeAhead } = state.madeAhead;
  return { ...state, madeAhead };
}

/** Keeps what checks found on the base, the newest run of each. */
function withBaseline(state: RunState, { baseline }: SessionResult): RunState {
  if (baseline === undefined) return state;
  const known = state.baseline?.commit === baseline.commit ? state.baseline.checks : [];
  const isNew = ({ name, command }: CheckRun) =>
    !baseline.checks.some((run) => run.name === name && run.command === command);
  return { ...state, baseline: { commit: baseline.commit, checks: [...known.filter(isNew), ...baseline.checks] } };
}

/** A wave whose checks run again continues from there, as if they had not failed. */
function checkingAgain(state: RunState, session: string, put: SetEntries): RunState {
  const wave = Object.values(state.waves).find(
    ({ check, status }) => check?.session === session && status === 'failed',
  );
  if (wave?.failure?.kind !== 'checks') return state;
  const { failure: _failure, closedAt: _closedAt, ...rest } = wave;
  const steps = wave.steps.filter(({ step, passed }) => step !== 'close' || passed);
  const { adaptation: _adaptation, ...before } = state;
  const { verifier: _verifier, ...unverified } = rest;
  const testing: WaveState = {
    ...unverified,
    earlier: [...(wave.earlier ?? []), pastAttempt(wave)],
    steps,
    status: 'testing',
    check: { session, checks: [] },
  };
  return { ...before, phase: 'wave', waves: put(state.waves, [[wave.id, testing]]) };
}

/** Records an interruption. Usage of the agent counts, however often it was stopped. */
function interrupted(
  { interrupted: earlier }: Pick<Session, 'interrupted'>,
  result: SessionResult | undefined,
): Pick<Session, 'interrupted'> {
  if (result === undefined) return {};
  const [before, now] = [earlier?.usage, result.usage];
  const usage = before === undefined ? now : now === undefined ? before : addUsage(before, now);
  // One that was not started leaves what the one before it left.
  return { interrupted: { ...earlier, ...result, ...(usage === undefined ? {} : { usage }) } };
}

function plan(state: RunState, sessions: readonly SessionPlan[], put: SetEntries): RunState {
  const added = new Map<string, Session>();
  for (const session of sessions) {
    if (state.sessions[session.id]) continue;
    added.set(session.id, { ...session, status: isAgentSession(session) ? 'planned' : 'ready' });
  }
  return { ...state, sessions: put(state.sessions, added) };
}

/** Tells the wave, validation or shipping that the sessions belong to where they are. */
function placeSessions(
  state: RunState,
  event: Extract<SessionEvent, { type: 'sessions-planned' }>,
  put: SetEntries,
): RunState {
  const { scope, sessions } = event;
  const first = sessions[0];
  if (!first) return state;
  if (scope.kind === 'validate' && state.validation) {
    const placed =
      first.kind === 'validate' ? { validators: sessions.map((session) => session.id) } : { session: first.id };
    return { ...state, validation: { ...state.validation, ...placed } };
  }
  if (scope.kind === 'ship' && state.ship && (first.kind === 'ci' || first.kind === 'land'))
    return { ...state, ship: { ...state.ship, [first.kind]: first.id } };
  if (scope.kind === 'ship') return { ...state, ship: { attempt: scope.attempt, session: first.id } };
  if (scope.kind !== 'wave' || first.subject === readinessSubject) return state;
  const wave = state.waves[scope.wave];
  if (!wave || wave.attempt !== scope.attempt) return state;
  const placed = {
    merge: () => ({ ...wave, status: 'merging' as const, merge: { session: first.id, changes: [] } }),
    check: () => ({ ...wave, status: 'testing' as const, check: { session: first.id, checks: [] } }),
    commit: () => ({ ...wave, status: 'committing' as const }),
    verify: () => ({ ...wave, status: 'verifying' as const, verifier: first.id }),
    resolve: () => ({ ...wave, status: 'resolving' as const, resolver: first.id }),
    agent: () => ({
      ...wave,
      tasks: { ...wave.tasks, ...Object.fromEntries(sessions.map((session) => [session.subject, session.id])) },
    }),
  };
  const { kind } = first;
  const place =
    kind === 'merge' || kind === 'check' || kind === 'commit' || kind === 'resolve' || kind === 'verify'
      ? kind
      : 'agent';
  return { ...state, waves: put(state.waves, [[wave.id, placed[place]()]]) };
}

/** Copies what a mechanical session found to the wave or validation it was done for. */
function adoptResult(state: RunState, session: Session, result: SessionResult, put: SetEntries): RunState {
  const { scope } = session;
  if (scope.kind === 'validate' && state.validation?.session === session.id) {
    return { ...state, validation: { ...state.validation, checks: result.checks ?? [] } };
  }
  if (scope.kind === 'ship' && state.ship?.ci === session.id) return withRedJobs(state, result);
  if (scope.kind === 'ship' && state.ship?.session === session.id) return withShipCommits(state, result);
  if (scope.kind !== 'wave') return state;
  const wave = state.waves[scope.wave];
  if (!wave) return state;
  const adopted = (changed: WaveState): RunState => ({ ...state, waves: put(state.waves, [[wave.id, changed]]) });
  if (wave.merge?.session === session.id) {
    const { commit, tree, changes = [] } = result;
    return adopted({
      ...wave,
      merge: { session: session.id, changes, ...(commit ? { commit } : {}), ...(tree ? { tree } : {}) },
    });
  }
  if (wave.check?.session === session.id) {
    return adopted({ ...wave, check: { session: session.id, checks: result.checks ?? [] } });
  }
  return state;
}

/**
 * A commit of shipping itself, such as a changelog entry, is the tip of the run branch from then on. The remote has what was
 * pushed, so that the next gate does not take the run's own push for a change by somebody else.
 */
function withShipCommits(state: RunState, { commit, tree, pushed }: SessionResult): RunState {
  const { target } = state;
  const moved = target !== undefined && pushed !== undefined && target.remote === pushed.remote;
  return {
    ...state,
    ...(commit === undefined || tree === undefined ? {} : { head: commit, headTree: tree }),
    ...(moved ? { target: { ...target, commit: pushed.commit } } : {}),
  };
}

/** Failures in CI are the reason for a change of the plan, like a check of the validation. */
function withRedJobs(state: RunState, { checks = [] }: SessionResult): RunState {
  const red = checks.filter(isRed);
  if (red.length === 0 || state.validation === undefined) return state;
  return { ...state, validation: { ...state.validation, checks: [...(state.validation.checks ?? []), ...red] } };
}

function dispatching(
  state: RunState,
  event: Extract<SessionEvent, { type: 'worktrees-ready' }>,
  put: SetEntries,
): RunState {
  if (event.scope.kind !== 'wave') return state;
  const wave = state.waves[event.scope.wave];
  if (wave?.status !== 'dispatching' || wave.attempt !== event.scope.attempt) return state;
  return { ...state, waves: put(state.waves, [[wave.id, { ...wave, status: 'running' }]]) };
}
