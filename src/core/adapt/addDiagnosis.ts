import { placedTasks } from '../plan/lookup.ts';
import { parsePlan } from '../planRules/check/parsePlan.ts';
import type { Plan } from '../plan/schema/plan.ts';
import { appendAllToList } from '../planText/edit/insert.ts';
import { applyEdits, listAt, mapAt, planText } from '../planText/edit/editableText.ts';
import type { Edit, Refused } from '../planText/edit/editableText.ts';
import { cannotEdit, taskIds } from './strategy.ts';

/**
 * Tells the agents of the tasks that an adaptation is about what is known of the failure: of the tasks it adds, or else of
 * those it was asked for. As constraints, so that it is in the plan, at its gate and in the directive.
 *
 * @param source the adapted plan
 * @param before the plan as it was
 * @param tasks ids of the tasks it was asked for
 * @param linesFor constraints for a task, one line each
 */
export function addDiagnosis(
  source: string,
  before: Plan,
  tasks: readonly string[],
  linesFor: (task: string) => readonly string[],
): string | Refused {
  if (tasks.every((task) => linesFor(task).length === 0)) return source;
  const { plan } = parsePlan(source);
  // What is wrong with it is said by the check of the result.
  if (plan === undefined) return source;
  const text = planText(source, plan);
  const known = new Set(taskIds(before));
  const placed = placedTasks(plan);
  const added = placed.filter((candidate) => !known.has(candidate.task.id));
  const told = added.length > 0 ? added : placed.filter((candidate) => tasks.includes(candidate.task.id));
  const edits: Edit[] = [];
  for (const { task: each, waveIndex, taskIndex } of told) {
    const path = ['waves', waveIndex, 'tasks', taskIndex];
    const map = mapAt(text, path);
    const inherited = each.constraints.length > 0 && listAt(text, [...path, 'constraints']) === undefined;
    const lines = linesFor(each.id);
    const edit = map === undefined || inherited ? undefined : appendAllToList(text, map, 'constraints', lines);
    if (edit === undefined) return cannotEdit(`The constraints of task "${each.id}"`);
    edits.push(...edit);
  }
  return applyEdits(source, edits);
}
