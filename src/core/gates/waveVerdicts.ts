import { canonicalJson } from '../canonicalJson.ts';
import type { BoardGate } from '../model/boardModel.ts';
import type { GateDraft } from '../model/gateDraft.ts';
import type { Missing } from '../model/missing.ts';
import type { RunState } from '../model/state.ts';
import type { Plan, PlanWave } from '../plan/schema/plan.ts';
import { shownPlan } from '../queries/coverage.ts';
import { count, listed } from '../words/labels.ts';

/** Most tasks of a plan that is approved as a whole, unless it says so itself. */
const readAsOne = 15;

/** Whether the plan gate asks for a verdict on each wave: as the plan says, else by its size. */
export function asksEachWave({ gates, waves }: Pick<Plan, 'gates' | 'waves'>): boolean {
  const tasks = waves.reduce((sum, wave) => sum + wave.tasks.length, 0);
  return gates.plan?.eachWave ?? (waves.length > 1 && tasks > readAsOne);
}

/** Questions of the plan gate, one a wave. A wave that is as it was when the plan was last approved is not asked about again. */
export function verdictQuestions(state: RunState): BoardGate['questions'] {
  const { waves } = shownPlan(state);
  return toJudge(state).map((wave) => ({
    id: verdictId(wave),
    text: `Is wave ${waves.indexOf(wave) + 1} right as it is planned? ${wave.title} (${count(wave.tasks.length, 'task')})`,
  }));
}

/** Verdicts that an approval still lacks. A wave that is not right is no reason to approve. */
export function verdictsMissing(state: RunState, answers: GateDraft['answers']): readonly Missing[] {
  const open = toJudge(state).filter((wave) => answers[verdictId(wave)] !== 'yes');
  const [first] = open;
  if (first === undefined) return [];
  const names = open.map(verdictId);
  const text = `The plan is large, so each wave has a verdict of its own: ${listed(
    open.map(({ title, id }) => `${title} (${id})`),
    8,
  )} ${open.length === 1 ? 'has' : 'have'} none that is yes. Look at its tasks and say so: --answer ${names[0]}=yes. If one is not right, change the plan, or reject the gate and say why.`;
  return [{ field: 'answers', names, text }];
}

/** Verdicts of somebody who has approved the plan, whatever it holds, before its gate opened. */
export function verdictsInAdvance(state: RunState): GateDraft['answers'] {
  return Object.fromEntries(toJudge(state).map((wave) => [verdictId(wave), 'yes']));
}

function toJudge(state: RunState): readonly PlanWave[] {
  const shown = shownPlan(state);
  if (!asksEachWave(shown)) return [];
  const approved = state.planApproval.gate === undefined ? [] : state.plan.plan.waves;
  const known = new Set(approved.map((wave) => canonicalJson(wave)));
  return shown.waves.filter((wave) => !known.has(canonicalJson(wave)));
}

function verdictId({ id }: PlanWave): string {
  return `verdict-${id}`;
}
