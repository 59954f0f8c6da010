import type { GateKind, PlanTask, PlanWave } from '../plan/schema/plan.ts';
import type { FileChange } from '../model/repository.ts';
import type { Gate } from '../model/gate.ts';
import type { Scope } from '../model/sessionResult.ts';
import type { RunState, Session, WaveState } from '../model/state.ts';

/** Git's name for the remote a repository was cloned from, and the plan's default. */
const usualRemote = 'origin';

/** Questions about a run that more than one place asks. All derived, nothing remembered. */

/**
 * The remote a result is pushed to; undefined where the repository had none when the run began, and the plan names none in
 * particular.
 */
export function shipRemote({ repository, plan }: Pick<RunState, 'repository' | 'plan'>): string | undefined {
  const { remote } = plan.plan.ship;
  return repository.remote === undefined && remote === usualRemote ? undefined : remote;
}

/** Newest gate of a kind, about one wave if given. @param name of a gate of the plan's own */
export function latestGate(state: RunState, kind: GateKind, wave?: string, name?: string): Gate | undefined {
  let latest: Gate | undefined;
  for (const gate of Object.values(state.gates)) {
    if (gate.kind === kind && gate.wave === wave && gate.name === name) latest = gate;
  }
  return latest;
}

/** Gate of an id that somebody has named; undefined where there is none, also for words that every object knows. */
export function namedGate({ gates }: Pick<RunState, 'gates'>, id: string): Gate | undefined {
  return Object.hasOwn(gates, id) ? gates[id] : undefined;
}

/** Gates that wait for a person, oldest first. */
export function pendingGates(state: RunState): readonly Gate[] {
  return Object.values(state.gates).filter((gate) => gate.status === 'pending' && gate.voided === undefined);
}

/** Gates that wait although their deadline has passed. @param now epoch milliseconds */
export function overdueGates(state: RunState, now: number): readonly Gate[] {
  return pendingGates(state).filter(({ deadline }) => deadline !== undefined && deadline <= now);
}

/** An approved gate whose decision has not been used yet. */
export function isApprovedUnused(gate: Gate | undefined): gate is Gate {
  return gate?.status === 'approved' && gate.usedAt === undefined && gate.voided === undefined;
}

/** First wave of the plan whose work is not on the run branch yet. */
export function currentWave(state: RunState): { readonly wave: PlanWave; readonly state?: WaveState } | undefined {
  for (const wave of state.plan.plan.waves) {
    const waveState = state.waves[wave.id];
    if (waveState?.status === 'committed' || waveState?.status === 'carried') continue;
    return waveState ? { wave, state: waveState } : { wave };
  }
  return undefined;
}

/** Commits of other branches that the commit of a wave merges: its own, and those of the waves it carries on. */
export function mergedBy(state: RunState, wave: WaveState): readonly string[] {
  const waves = [...wave.carries.map((carried) => carried.wave), wave.id];
  return waves.flatMap((id) => planWave(state, id)?.merge?.commit ?? []);
}

/** While sessions work or merged work is being checked, the wave continues with the revision it was launched on. */
export function isInFlight(state: RunState): boolean {
  if (state.phase === 'ship') return state.ship?.session !== undefined;
  const status = currentWave(state)?.state?.status;
  return status !== undefined && !['preparing', 'launch', 'failed'].includes(status);
}

/** Whether the sessions of a merged wave have changed nothing, all of them together. */
export function isEmpty({ merge }: WaveState): boolean {
  return merge?.commit !== undefined && merge.changes.length === 0;
}

/** Whether any wave has brought a change to the run branch. */
export function hasChanges(state: RunState): boolean {
  return Object.values(state.waves).some(({ commit }) => commit !== undefined);
}

export function waveScope(wave: WaveState): Scope {
  return { kind: 'wave', wave: wave.id, attempt: wave.attempt };
}

export function sessionsOf(state: Pick<RunState, 'sessions'>, ids: Iterable<string>): readonly Session[] {
  return [...ids].map((id) => state.sessions[id]).filter((session) => session !== undefined);
}

/** Agent sessions of a wave's current attempt, kept ones included. */
export function taskSessions(state: RunState, wave: WaveState): readonly Session[] {
  return sessionsOf(state, Object.values(wave.tasks));
}

/** Changes of a session, with those of the session it continues, if it started on top of that work. */
export function workOf(state: RunState, session: Session): readonly FileChange[] {
  const changes = session.result?.changes ?? [];
  const earlier = session.continues === undefined ? undefined : state.sessions[session.continues];
  if (earlier?.result?.snapshot === undefined || earlier.result.snapshot !== session.base) return changes;
  const own = new Set(changes.map(({ path }) => path));
  return [...workOf(state, earlier).filter(({ path }) => !own.has(path)), ...changes];
}

export function isAgentSession(session: Pick<Session, 'kind'>): boolean {
  const { kind } = session;
  return kind === 'implement' || kind === 'fix' || kind === 'resolve' || kind === 'verify' || isReader(session);
}

/** Whether its agent may change nothing. */
export function isReader({ kind }: Pick<Session, 'kind'>): boolean {
  return (
    kind === 'audit' || kind === 'validate' || kind === 'validate-task' || kind === 'explore' || kind === 'supervise'
  );
}

/** Whether worktrees are made for sessions of the wave now: its launch gate is used, or more work follows on what was merged. */
export function isDispatching(wave: WaveState | undefined): boolean {
  return wave?.status === 'dispatching' || wave?.status === 'resolving' || wave?.status === 'verifying';
}

/** Whether a wave has passed the steps before its launch, and its tasks have their sessions. */
export function isPrepared({ steps }: WaveState): boolean {
  return steps.some(({ step, passed }) => step === 'ownership' && passed);
}

export function planWave(state: RunState, wave: string): PlanWave | undefined {
  return state.plan.plan.waves.find((candidate) => candidate.id === wave);
}

export function planTask(wave: PlanWave | undefined, task: string): PlanTask | undefined {
  if (wave === undefined) return undefined;
  const known = tasksOf.get(wave) ?? new Map(wave.tasks.map((each) => [each.id, each] as const));
  tasksOf.set(wave, known);
  return known.get(task);
}

/** Asked for each session whenever anything happens: the tasks of a wave are gone through once. */
const tasksOf = new WeakMap<PlanWave, ReadonlyMap<string, PlanTask>>();

/** True once every revision of the plan has its commit on the run branch. */
export function revisionsCommitted(state: RunState): boolean {
  return state.revisions.every((revision) => revision.commit !== undefined);
}
