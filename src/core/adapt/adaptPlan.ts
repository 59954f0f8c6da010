import { addFixWave } from './addFixWave.ts';
import { addRevisionWave } from './addRevisionWave.ts';
import { divideTasks } from './divideWave.ts';
import { amendOwnership } from './amendOwnership.ts';
import { moveToOwnWave } from './moveToOwnWave.ts';
import { applyEdits, planText } from '../planText/edit/editableText.ts';
import type { Refused } from '../planText/edit/editableText.ts';
import { splitTask } from './splitTask.ts';
import type { AdaptRequest, PlanEdits } from './strategy.ts';
import { tellLastAttempt } from './tellLastAttempt.ts';
import { namesOfFailures } from './failureText.ts';
import type { RedSet } from '../model/division.ts';
import { addDiagnosis } from './addDiagnosis.ts';
import { keepsComments } from '../planText/edit/safeEdit.ts';
import { placedTasks } from '../plan/lookup.ts';
import { parsePlan } from '../planRules/check/parsePlan.ts';
import type { ParsedPlan, Problem } from '../planText/problem.ts';

const strategies: Readonly<Record<AdaptRequest['strategy'], PlanEdits>> = {
  fix: addFixWave,
  revise: addRevisionWave,
  redispatch: tellLastAttempt,
  split: splitTask,
  reorder: moveToOwnWave,
  amend: amendOwnership,
  divide: divideTasks,
};

/**
 * Edits the text of a plan in answer to a failed wave. Comments stay, and so does every character that the change is not
 * about; a result that has errors, or has lost a comment, is refused instead. Validation cannot be removed this way:
 * strategies add, split and move work, and leave checks alone.
 */
export function adaptPlan(
  source: string,
  request: AdaptRequest,
): { readonly source: string; readonly summary: string } | Refused {
  const facts = request.assumed === undefined ? {} : { assumed: request.assumed };
  const { plan, problems } = parsePlan(source, facts);
  const broken = firstError({ problems });
  if (plan === undefined || broken !== undefined) {
    return {
      refused: `The plan has an error that must be corrected first: ${broken?.message ?? 'it cannot be read.'}`,
    };
  }
  const failedIndex = plan.waves.findIndex(({ id }) => id === request.wave);
  const placed = placedTasks(plan).find(({ task }) => task.id === (request.back?.[0] ?? request.task));
  if (failedIndex === -1) return { refused: `The plan has no wave "${request.wave}". Choose one of its waves.` };
  if (placed === undefined) return { refused: `The plan has no task "${request.task}". Choose one of its tasks.` };

  const planned = strategies[request.strategy]({ request, text: planText(source, plan), placed, failedIndex });
  if ('refused' in planned) return planned;
  const edited = applyEdits(source, planned.edits);
  const diagnosis = request.note?.replace(/\s+/g, ' ').trim() ?? '';
  const result = addDiagnosis(edited, plan, request.back ?? [request.task], (task) => [
    ...redTogether(request.sets ?? [], task),
    ...(diagnosis === '' ? [] : [`Diagnosis of a person, after the last attempt: ${diagnosis}`]),
  ]);
  if (typeof result !== 'string') return result;
  const error = firstError(parsePlan(result, facts));
  if (error !== undefined) {
    return { refused: `The plan cannot be changed this way by itself: ${error.message} Edit it by hand.` };
  }
  if (!keepsComments(source, result)) {
    return { refused: 'A comment in the plan would be lost. Edit the plan by hand.' };
  }
  return { source: result, summary: planned.summary };
}

function firstError({ problems }: Pick<ParsedPlan, 'problems'>): Problem | undefined {
  return problems.find(({ severity }) => severity === 'error');
}

/** How a task was red with others, for its agent. */
function redTogether(sets: readonly RedSet[], task: string): readonly string[] {
  const set = sets.find(({ tasks }) => tasks.includes(task));
  if (set === undefined) return [];
  const others = set.tasks.filter((other) => other !== task).map((other) => `"${other}"`);
  const how =
    others.length === 0 ? 'The last attempt alone' : `The last attempt, merged with that of ${others.join(', ')},`;
  return [`${how} left this failing, which must pass: ${namesOfFailures(set.failing)}.`];
}
