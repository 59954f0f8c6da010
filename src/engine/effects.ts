import { divisionToPropose } from '../core/division/facts.ts';
import { gateSpecs } from '../core/gates/specs/gateSpecs.ts';
import type { Tools } from '../core/model/tools.ts';
import type { Effect, Job } from '../core/model/effects.ts';
import type { SessionPlan } from '../core/model/events.ts';
import { messagesToTry } from '../core/queries/hookAnswers.ts';
import { taskPrograms } from '../core/recipes/agentPrograms.ts';
import { planWave } from '../core/queries/runQueries.ts';
import { citedFiles } from '../core/criteria/citedSections.ts';
import { runBranch, scopeKey } from '../core/model/names.ts';
import type { SessionResult } from '../core/model/sessionResult.ts';
import type { RunState } from '../core/model/state.ts';
import type { RemoteLook } from './remoteLook.ts';
import { errorMessage } from '../util/errors.ts';
import { leadsToAcceptance, seeBase } from './surroundings.ts';
import { divisionAdaptation } from './taskAdaptation.ts';
import { lookAtBudgets, lookAtBudgetsAfter, watchBudgets } from './budgetWatch.ts';
import { answerComment, lookAtComments, watchComments } from './commentWatch.ts';
import { lookAtRuns, watchRuns } from './runWatch.ts';
import { takePlace } from './agentPlace.ts';
import { observeEvidence } from './evidence.ts';
import { ExecutorError } from '../ports/executor.ts';
import { isJournalError } from '../ports/journal.ts';
import type { SessionStatus } from '../ports/executor.ts';
import type { EnginePorts } from './ports.ts';
import { roomFor } from '../core/run/session/parallel.ts';
import { worktreeSettings } from '../core/model/worktreeSettings.ts';
import type { CommandInput } from './commandInput.ts';
import { onAbort } from '../util/onAbort.ts';

export interface EffectContext {
  readonly ports: EnginePorts;
  readonly tools: Tools;
  /** The state now, which may be newer than the one the effect was derived from. */
  readonly state: () => RunState;
  /** Reports something that happened while the effect continues. */
  readonly submit: (command: CommandInput) => Promise<void>;
  /** Status of a running session: for people who watch, not for the record. */
  readonly onStatus: (session: string, status: SessionStatus) => void;
  readonly remote: RemoteLook;
  /** Aborted when the engine closes; whatever runs outside goes on. */
  readonly signal: AbortSignal;
}

/**
 * Carries out one effect and returns its result, or undefined when there is nothing to report. Failures that mean
 * something to the run are commands; anything thrown is an environment error, and the effect is tried again.
 */
export async function runEffect(effect: Effect, context: EffectContext): Promise<CommandInput | undefined> {
  const { ports, state, submit, signal } = context;
  switch (effect.kind) {
    case 'bind-thread': {
      const { run, plan } = state();
      const bound = await ports.threads.bind({ run, title: plan.plan.title, ...plan.plan.thread });
      return { type: 'bind-thread', ...bound };
    }
    case 'confirm-gate': {
      const gate = state().gates[effect.gate];
      if (!gate) return undefined;
      const { looksOutside, startsAgents } = gateSpecs[gate.kind];
      if (looksOutside === 'comments') await lookAtComments(state(), submit, ports);
      else if (looksOutside !== 'no') {
        const { remote } = context;
        await submit({
          type: 'surroundings-seen',
          // What is pushed is decided on what is there at this moment, a gate that opens then is not.
          ...(await (looksOutside === 'now' ? remote.now(state()) : remote.recent(state()))),
          ...(await seeBase(state(), ports)),
        });
      }
      if (startsAgents === true) {
        await lookAtBudgets(submit, ports);
        await lookAtRuns(state, submit, ports);
      }
      const evidence = await observeEvidence(gate, state(), ports, context.tools);
      return { type: 'confirm-gate', gate: gate.id, evidence };
    }
    case 'inspect-wave': {
      const { run, plan } = state();
      const tasks = planWave(state(), effect.wave)?.tasks ?? [];
      // The hosts of a team say themselves which agents they have.
      const needed = plan.plan.executor === 'team' ? [] : taskPrograms(plan.plan, tasks);
      const inspection = await ports.workspaces.inspect({ programs: needed.map(({ program }) => program) });
      const likeTasks = await ports.likeTasks?.();
      await submit({
        type: 'surroundings-seen',
        ...(await seeBase(state(), ports)),
        ...(likeTasks === undefined ? {} : { likeTasks }),
      });
      await lookAtBudgets(submit, ports);
      await lookAtRuns(state, submit, ports);
      const head = (await ports.workspaces.resolve(runBranch(plan.plan.git.branchPrefix, run))) ?? 'missing';
      const specs = await specsOf(state(), effect.wave, head, ports);
      const messages = await ports.workspaces.tryMessages(messagesToTry(state()));
      const hosts = plan.plan.executor === 'team' ? await ports.executor.hosts?.() : undefined;
      return {
        type: 'wave-inspected',
        wave: effect.wave,
        attempt: effect.attempt,
        repository: inspection.repository,
        head,
        ...(specs === undefined ? {} : { specs }),
        ...(messages === undefined ? {} : { messages }),
        ...(inspection.sandbox === undefined ? {} : { sandbox: inspection.sandbox }),
        ...(hosts === undefined ? {} : { hosts }),
        ...(inspection.absent === undefined ? {} : { absent: inspection.absent }),
      };
    }
    case 'prepare-worktrees':
      try {
        const { plan } = state().plan;
        // What was set up ahead may listen at the ports that were free then.
        const ahead = state().madeAhead?.[scopeKey(effect.scope)];
        const sessions =
          ahead === undefined || ahead.problem !== undefined
            ? await withFreePorts(effect.sessions, plan.worktree.ports.perSession, ports)
            : effect.sessions;
        // What is removed after a stop is what was begun before.
        if (state().phase === 'stopped') return undefined;
        const evidence = await ports.workspaces.prepare(effect.scope, sessions, worktreeSettings(plan));
        await lookAtMemory();
        await lookAtBudgets(submit, ports);
        return { type: 'worktrees-ready', scope: effect.scope, evidence, ...movedPorts(effect.sessions, sessions) };
      } catch (error) {
        return { type: 'worktrees-failed', scope: effect.scope, reason: errorMessage(error) };
      }
    case 'make-worktrees-ahead': {
      const { scope } = effect;
      const ids = effect.sessions.map(({ id }) => id);
      try {
        const { plan } = state().plan;
        const sessions = await withFreePorts(effect.sessions, plan.worktree.ports.perSession, ports);
        if (state().phase === 'stopped') return undefined;
        const setup = await ports.workspaces.prepareAhead(scope, sessions, worktreeSettings(plan));
        // A launch without them is slower, and nothing else.
        await ports.executor.makeReady?.(sessions.length).catch(() => undefined);
        return { type: 'worktrees-made-ahead', scope, sessions: ids, setup, ...movedPorts(effect.sessions, sessions) };
      } catch (error) {
        return { type: 'worktrees-made-ahead', scope, sessions: ids, problem: errorMessage(error) };
      }
    }
    case 'give-worktrees-back': {
      const left = await ports.workspaces.remove(effect.scope, effect.sessions, worktreeSettings(state().plan.plan));
      return { type: 'worktrees-given-back', scope: effect.scope, left };
    }
    case 'run-session':
      return await runSession(effect.job.session, effect.job.epoch);
    case 'stop-session':
      await ports.executor.stop({ run: state().run, session: effect.session, epoch: effect.epoch });
      return undefined;
    case 'remove-worktrees': {
      const left = await ports.workspaces.remove(effect.scope, effect.sessions, worktreeSettings(state().plan.plan));
      return { type: 'worktrees-removed', scope: effect.scope, left };
    }
    case 'propose-division': {
      const record = divisionToPropose(state());
      const proposal = record === undefined ? undefined : divisionAdaptation(state(), ports, record);
      // What cannot be proposed by itself is refused in words when a person asks for it.
      return proposal === undefined || 'refused' in proposal ? undefined : proposal;
    }
    case 'watch-budgets':
      await watchBudgets(state, submit, ports, signal);
      return undefined;
    case 'watch-runs':
      await watchRuns(state, submit, ports, signal);
      return undefined;
    case 'watch-comments':
      await watchComments(state, submit, ports, signal);
      return undefined;
    case 'answer-comment':
      return await answerComment(effect, state(), ports);
    case 'wake':
      await new Promise<void>((resolve) => {
        const cancel = ports.clock.wake(effect.at, resolve);
        onAbort(signal, () => (cancel(), resolve()));
      });
      return signal.aborted ? undefined : { type: 'tick' };
  }

  /** In the background, so that a remote that hangs holds up no gate. The gates look again where this fails. */
  async function askRemote(): Promise<void> {
    try {
      await submit({ type: 'surroundings-seen', ...(await context.remote.now(state())) });
    } catch {
      // Nothing depends on it yet.
    }
  }

  async function runSession(session: string, epoch: number): Promise<CommandInput | undefined> {
    if (effect.kind !== 'run-session') throw new Error('unreachable');
    // Another session of its wave may have shown meanwhile that this one cannot start either.
    const { status } = state().sessions[session] ?? {};
    if (status === 'ended') return undefined;
    const place = status === 'ready' ? await takePlace(effect.job, context) : undefined;
    if (place === 'none') return undefined;
    const cannot =
      status === 'ready' && state().phase === 'stopped' ? await unstarted(effect.job) : await started(effect.job);
    if (cannot !== undefined) await place?.giveUp();
    if (cannot !== undefined) return { type: 'session-ended', session, epoch, result: cannot };
    await submit({ type: 'session-dispatched', session });
    if (effect.job.scope.kind === 'validate') void askRemote();
    const result = await ports.executor.awaitResult({ run: state().run, session, epoch }, signal, (status) => {
      context.onStatus(session, status);
      const { takenOver, stage } = status;
      submit({ type: 'session-stands', session, epoch, takenOver, ...(stage === undefined ? {} : { stage }) }).catch(
        () => {
          // The journal cannot be written: what comes next says so, too, and waits until it can.
        },
      );
    });
    // The gate that may follow shows how far what the run began from has gone on meanwhile.
    if (leadsToAcceptance(effect.job)) {
      await submit({ type: 'surroundings-seen', ...(await seeBase(state(), ports)) });
    }
    await lookAtMemory(session);
    await lookAtBudgetsAfter(effect.job, result, state(), submit, ports);
    return { type: 'session-ended', session, epoch, result };
  }

  /** @returns the result of a session that cannot be started */
  async function started(job: Job): Promise<SessionResult | undefined> {
    try {
      await ports.executor.ensureSession(job);
      return undefined;
    } catch (error) {
      // A database that is away says nothing about the session, which may be at work: it is asked for again later.
      if (isJournalError(error)) throw error;
      return { outcome: 'crashed', message: errorMessage(error) };
    }
  }

  /**
   * Stops a session that nobody has noted as started: whoever drove the run may have died in between.
   *
   * @returns the result of one that was not
   */
  async function unstarted({ run, session, epoch }: Job): Promise<SessionResult | undefined> {
    try {
      await ports.executor.stop({ run, session, epoch });
      return undefined;
    } catch (error) {
      if (!(error instanceof ExecutorError) || !error.isUnknown) throw error;
      return { outcome: 'cancelled', message: 'The run was stopped before it began.' };
    }
  }

  /** How many agents may work at once is decided from it. Where it cannot be told, as many as the plan says. */
  async function lookAtMemory(ended?: string): Promise<void> {
    const free = await ports.executor.freeMemory?.().catch(() => undefined);
    const room = free === undefined ? undefined : roomFor(state(), free, ended);
    if (room !== undefined) await submit({ type: 'surroundings-seen', room });
  }
}

/** Texts of the files that the tasks of a wave cite, as the run has them; undefined where they cite none. */
async function specsOf(
  state: RunState,
  wave: string,
  head: string,
  { workspaces }: Pick<EnginePorts, 'workspaces'>,
): Promise<Readonly<Record<string, string>> | undefined> {
  const files = citedFiles(state.plan.plan, wave);
  if (files.length === 0) return undefined;
  const texts: Record<string, string> = {};
  for (const file of files) {
    const text = await workspaces.fileAt(head, file);
    if (text !== undefined) texts[file] = text;
  }
  return texts;
}

/** The ports that are others than planned, by session. */
function movedPorts(
  planned: readonly SessionPlan[],
  placed: readonly SessionPlan[],
): { readonly ports?: Readonly<Record<string, number>> } {
  const moved = placed.flatMap(({ id, port }, index) =>
    port === undefined || port === planned[index]?.port ? [] : [[id, port] as const],
  );
  return moved.length === 0 ? {} : { ports: Object.fromEntries(moved) };
}

/** Another program may listen at the ports of a session; it is asked once, before set-up may start what listens there. */
async function withFreePorts(
  sessions: readonly SessionPlan[],
  size: number,
  { workspaces }: Pick<EnginePorts, 'workspaces'>,
): Promise<readonly SessionPlan[]> {
  const placed: SessionPlan[] = [];
  for (const session of sessions) {
    const { branch, port } = session;
    const free = branch === undefined || port === undefined ? port : await workspaces.freePort(port, size);
    placed.push(free === undefined ? session : { ...session, port: free });
  }
  return placed;
}
