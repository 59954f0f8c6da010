import { stagesOf } from '../recipes/stages.ts';
import type { PlanTask } from '../plan/schema/plan.ts';
import type { RunState } from '../model/state.ts';
import { isRed } from '../checks/isRed.ts';
import { waveCriteria } from './criteria.ts';
import { latestGate, planTask, planWave } from './runQueries.ts';

/** One item of a task's checklist. Only evidence ticks it: nobody can. */
export interface ChecklistItem {
  readonly part: 'validation' | 'implementation' | 'verification' | 'next';
  readonly text: string;
  readonly done: boolean;
}

/**
 * The checklist of a task, ticked by what the record of the run shows. What the plan does not ask for has no item; empty for
 * a task that the plan does not have.
 */
export function taskChecklist(state: RunState, waveId: string, taskId: string): readonly ChecklistItem[] {
  const task = planTask(planWave(state, waveId), taskId);
  if (task === undefined) return [];
  return [
    ...validation(state, waveId),
    ...implementation(state, waveId, task),
    ...verification(state, waveId, task),
    ...next(state, waveId),
  ];
}

function item(part: ChecklistItem['part'], text: string, done: boolean): ChecklistItem {
  return { part, text, done };
}

function validation(state: RunState, wave: string): readonly ChecklistItem[] {
  const launch = latestGate(state, 'launch', wave);
  const launched = item('validation', 'Launch approved', launch?.usedAt !== undefined);
  const round = state.ahead?.[wave];
  if (round === undefined) return [launched];
  const ended = round.findings !== undefined && Object.keys(round.voided).length === 0;
  const verdicts = Object.values(round.sessions).filter((id) => state.sessions[id]?.result?.review !== undefined);
  const blockers = (round.findings ?? []).filter(
    ({ severity, triage }) => severity === 'blocker' && triage === undefined,
  );
  return [
    item('validation', 'Directives validated by two', verdicts.length >= 2),
    item('validation', 'Blockers of its directives settled', ended && blockers.length === 0),
    ...(round.round > 1 ? [item('validation', 'Directives validated again', ended)] : []),
    launched,
  ];
}

function implementation(state: RunState, wave: string, task: PlanTask): readonly ChecklistItem[] {
  const result = state.sessions[state.waves[wave]?.tasks[task.id] ?? '']?.result;
  const proofs = result?.stages ?? [];
  const stages = stagesOf(state.plan.plan, task);
  const proved = stages.filter(
    ({ shows, review }) => shows === 'red' || shows === 'green' || shows === 'migrated' || review,
  );
  const verified = result?.outcome === 'done' && (result.verification ?? []).every((run) => !isRed(run));
  return [
    ...proved.map(({ id, shows, review }) => {
      const proof = proofs.find(({ stage, broken }) => stage === id && broken === undefined);
      if (review) return item('implementation', `Own work reviewed (${id})`, proof?.deviations !== undefined);
      if (shows === 'migrated') return item('implementation', `No call site is left (${id})`, proof !== undefined);
      const text = shows === 'red' ? `New tests fail as they should (${id})` : `The same tests pass (${id})`;
      return item('implementation', text, proof !== undefined);
    }),
    ...(task.verify.length === 0 ? [] : [item('implementation', 'Verification of the task is green', verified)]),
    item('implementation', 'Work handed in', result?.outcome === 'done'),
  ];
}

function verification(state: RunState, waveId: string, task: PlanTask): readonly ChecklistItem[] {
  const wave = state.waves[waveId];
  const checks = wave?.check?.checks ?? [];
  const criteria = waveCriteria(state, waveId).filter((criterion) => criterion.task === task.id);
  const met = ({ report, violations }: (typeof criteria)[number]) =>
    report?.verdict === 'pass' && report.confirmation === 'confirmed' && violations.length === 0;
  const acceptance = latestGate(state, 'acceptance');
  const tried = (acceptance?.decision?.answers?.['testing'] ?? '').trim() !== '' && acceptance?.usedAt !== undefined;
  return [
    ...(state.plan.plan.checkpoint.none === true
      ? []
      : [item('verification', 'Checks of the wave are green', checks.length > 0 && !checks.some(isRed))]),
    ...criteria.map((criterion) => item('verification', `${criterion.id} is shown to be met`, met(criterion))),
    item('verification', 'Spot-check approved', latestGate(state, 'spot-check', waveId)?.usedAt !== undefined),
    item('verification', 'Committed', wave?.status === 'committed'),
    item('verification', 'Tried by hand, and accepted', tried),
  ];
}

function next(state: RunState, wave: string): readonly ChecklistItem[] {
  const { waves } = state.plan.plan;
  const following = waves[waves.findIndex(({ id }) => id === wave) + 1];
  const round = following === undefined ? undefined : state.ahead?.[following.id];
  if (following === undefined || round === undefined) return [];
  return [item('next', `${following.title} validated already`, round.findings !== undefined)];
}
