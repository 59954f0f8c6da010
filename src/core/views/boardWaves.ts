import { gateTitle } from './boardGates.ts';
import { agentOf, waveTitle } from '../words/waveTitle.ts';
import type { GateKind, PlanTask, PlanWave } from '../plan/schema/plan.ts';
import type { RunState, Session, WaveState, WaveStatus } from '../model/state.ts';
import { queuedSessions, queuedText } from '../run/session/parallel.ts';
import { wavesToRead } from '../queries/ahead.ts';
import { isPrepared, latestGate, pendingGates } from '../queries/runQueries.ts';
import type { BoardAhead, BoardTask, BoardWave, Progress } from '../model/boardModel.ts';
import { aheadFindingLines, aheadStage, aheadText, aheadVerdictLines } from '../validators/aheadLines.ts';
import { checkpointOf, waveFailureText } from './boardCheckpoint.ts';
import { questionsBeingRead, questionsWaiting } from '../queries/questions.ts';
import { taskChecklist } from '../queries/checklist.ts';
import { proofWords } from '../words/proofLines.ts';
import { sessionNotes } from '../words/sessionNotes.ts';
import { count, grouped, outcomeText, short } from '../words/labels.ts';

/** The waves of the plan in force as columns of tasks, in plan order. */
export function wavesOf(state: RunState): readonly BoardWave[] {
  return state.plan.plan.waves.map((wave, index) => waveOf(state, wave, index + 1));
}

function waveOf(state: RunState, wave: PlanWave, number: number): BoardWave {
  const live = state.waves[wave.id];
  const tasks = wave.tasks.map((task) => taskOf(state, live, task));
  const ahead = aheadOf(state, wave.id);
  const shared = { id: wave.id, number, title: wave.title, tasks, ...(ahead !== undefined && { ahead }) };
  if (live === undefined) return { ...shared, progress: 'ahead', status: count(tasks.length, 'task'), attempt: 0 };
  const started = tasks.flatMap((task) => task.startedAt ?? []);
  return {
    ...shared,
    progress: waveProgress(state, live),
    status: waveStatusText(state, live, tasks),
    attempt: live.attempt,
    ...(started.length > 0 && { startedAt: started.reduce((first, at) => Math.min(first, at)) }),
    ...(live.closedAt !== undefined && { endedAt: live.closedAt }),
    checkpoint: checkpointOf(state, live),
  };
}

function aheadOf(state: RunState, wave: string): BoardAhead | undefined {
  const stage = aheadStage(state, wave);
  if (stage === undefined) return undefined;
  const lines = [...aheadVerdictLines(state, wave), ...aheadFindingLines(state, wave)];
  return { stage, text: aheadText(state, wave) ?? '', lines };
}

const progressByStatus: Readonly<Record<Exclude<WaveStatus, 'carried'>, Progress>> = {
  preparing: 'current',
  launch: 'waiting',
  dispatching: 'current',
  running: 'current',
  merging: 'current',
  resolving: 'current',
  testing: 'current',
  verifying: 'current',
  'spot-check': 'waiting',
  committing: 'current',
  committed: 'done',
  failed: 'failed',
};

/** A carried wave is done once the wave that took its work over is committed; until then it is what failed. */
function waveProgress(state: RunState, wave: WaveState): Progress {
  if (wasStopped(state, wave)) return 'failed';
  if (questionsWaiting(state, wave.id).length > 0) return 'waiting';
  if (wave.status !== 'carried') return progressByStatus[wave.status];
  return committedWith(state, wave) === undefined ? 'failed' : 'done';
}

function committedWith(state: RunState, wave: WaveState): WaveState | undefined {
  const into = wave.carriedInto === undefined ? undefined : state.waves[wave.carriedInto];
  return into?.status === 'committed' ? into : undefined;
}

/** Whether the run was stopped while the wave was under way. */
function wasStopped(state: RunState, wave: WaveState): boolean {
  return state.stopped !== undefined && wave.closedAt === undefined;
}

/** Status of a wave's gate unless it is merely pending: `put on hold`, `rejected`, `expired`. */
function gateWords(state: RunState, kind: GateKind, wave: WaveState): string | undefined {
  const status = latestGate(state, kind, wave.id)?.status;
  if (status === 'hold') return 'put on hold';
  return status === 'rejected' || status === 'expired' ? status : undefined;
}

function waveStatusText(state: RunState, wave: WaveState, tasks: readonly BoardTask[]): string {
  if (wasStopped(state, wave)) return 'Stopped with the run';
  switch (wave.status) {
    case 'preparing': {
      const asked = pendingGates(state).find((gate) => gate.name !== undefined && gate.wave === wave.id);
      if (asked !== undefined) return `Waiting for ${gateTitle(state, asked)}`;
      return isPrepared(wave) && wavesToRead(state).length > 0
        ? 'Validators read its directives'
        : 'Preparing directives';
    }
    case 'launch': {
      const ended = gateWords(state, 'launch', wave);
      return ended === undefined ? 'Waiting for your launch' : `Launch ${ended}`;
    }
    case 'dispatching':
      return 'Starting agents';
    case 'running': {
      const ended = tasks.filter((task) => task.outcome !== undefined).length;
      return `Running · ${grouped(ended)} of ${count(tasks.length, 'task')} ended`;
    }
    case 'merging':
      return 'Merging';
    case 'resolving':
      return 'Resolving a conflict';
    case 'testing':
      return 'Testing';
    case 'verifying':
      return 'Verifying the acceptance criteria';
    case 'spot-check': {
      const ended = gateWords(state, 'spot-check', wave);
      return ended === undefined ? 'Waiting for your spot-check' : `Spot-check ${ended}`;
    }
    case 'committing':
      return 'Committing';
    case 'committed':
      return wave.commit === undefined ? 'Done, nothing had to change' : `Committed ${short(wave.commit)}`;
    case 'failed': {
      if (questionsBeingRead(state, wave.id)) return 'A supervisor reads its questions';
      const asked = questionsWaiting(state, wave.id).length;
      if (asked > 0) return asked === 1 ? 'Waiting for your answer' : `Waiting for your ${grouped(asked)} answers`;
      const text = wave.failure === undefined ? 'failed' : waveFailureText(wave, wave.failure);
      return text.charAt(0).toUpperCase() + text.slice(1);
    }
    case 'carried': {
      const into = wave.carriedInto === undefined ? 'a later wave' : waveTitle(state, wave.carriedInto);
      return committedWith(state, wave) === undefined ? `Carried on in ${into}` : `Committed with ${into}`;
    }
  }
}

function taskOf(state: RunState, wave: WaveState | undefined, task: PlanTask): BoardTask {
  const id = wave?.tasks[task.id];
  const session = id === undefined ? undefined : state.sessions[id];
  const changes = session?.result?.changes;
  const asks = wave !== undefined && questionsWaiting(state, wave.id).some((each) => each.session === session);
  const result = session?.result;
  const proofs = (result?.stages ?? []).map(proofWords);
  const message = result?.outcome === 'done' ? result.message : (result?.question ?? result?.message);
  return {
    id: task.id,
    title: task.title,
    progress: asks ? 'waiting' : taskProgress(session),
    status: taskStatus(state, wave, session),
    agent: session?.agent ?? agentOf(state, task),
    ...(result !== undefined && { outcome: result.outcome }),
    ...(message !== undefined && { message }),
    notes: sessionNotes(result),
    ...(proofs.length > 0 && { proofs }),
    ...(wave !== undefined && {
      checklist: taskChecklist(state, wave.id, task.id).map(({ text, done }) => ({ text, done })),
    }),
    dependsOn: task.dependsOn,
    files:
      changes === undefined ? { count: task.owns.length, changed: false } : { count: changes.length, changed: true },
    suspect: !asks && wave?.status === 'failed' && (wave.failure?.suspects.includes(task.id) ?? false),
    ...(session !== undefined && { session: session.id }),
    ...(session?.startedAt !== undefined && { startedAt: session.startedAt }),
    ...(session?.endedAt !== undefined && { endedAt: session.endedAt }),
  };
}

function taskProgress(session: Session | undefined): Progress {
  if (session === undefined || session.status === 'planned' || session.status === 'ready') return 'ahead';
  if (session.status === 'running') return 'current';
  return session.result?.outcome === 'done' ? 'done' : 'failed';
}

function taskStatus(state: RunState, wave: WaveState | undefined, session: Session | undefined): string {
  if (session === undefined) return 'Not started';
  if (session.status === 'planned') return wave?.status === 'launch' ? 'Ready to launch' : 'Planned';
  if (session.status === 'ready')
    return queuedSessions(state).has(session.id)
      ? queuedText(state, session.id)
      : (state.waits?.[session.id] ?? 'Starting');
  if (session.status === 'running') return session.stage === undefined ? 'Running' : `Running · stage ${session.stage}`;
  if (session.result === undefined) return 'Ended';
  const kept = wave !== undefined && session.scope.kind === 'wave' && session.scope.attempt < wave.attempt;
  const { outcome, changes } = session.result;
  if (outcome !== 'done') return outcomeText(session.kind, session.result);
  if (kept) return 'Reused';
  return changes?.length === 0 ? 'Done, changed nothing' : outcomeText(session.kind, session.result);
}
