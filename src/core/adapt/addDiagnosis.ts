import { placedTasks } from '../plan/lookup.ts';
import { parsePlan } from '../planRules/check/parsePlan.ts';
import type { Plan } from '../plan/schema/plan.ts';
import { appendToList } from '../planText/edit/insert.ts';
import { applyEdits, listAt, mapAt, planText } from '../planText/edit/editableText.ts';
import type { Edit, Refused } from '../planText/edit/editableText.ts';
import { cannotEdit, taskIds } from './strategy.ts';

/**
 * Tells the agents of the tasks that an adaptation is about what a person thinks is wrong: the tasks it adds, or else the
 * task it was asked for. As a constraint, so that it is in the plan, at its gate and in the directive.
 *
 * @param source the adapted plan
 * @param diagnosis in one line
 * @param before the plan as it was
 */
export function addDiagnosis(source: string, diagnosis: string, before: Plan, task: string): string | Refused {
  const { plan } = parsePlan(source);
  // What is wrong with it is said by the check of the result.
  if (plan === undefined) return source;
  const text = planText(source, plan);
  const known = new Set(taskIds(before));
  const placed = placedTasks(plan);
  const added = placed.filter((candidate) => !known.has(candidate.task.id));
  const told = added.length > 0 ? added : placed.filter((candidate) => candidate.task.id === task);
  const edits: Edit[] = [];
  for (const { task: each, waveIndex, taskIndex } of told) {
    const path = ['waves', waveIndex, 'tasks', taskIndex];
    const map = mapAt(text, path);
    const inherited = each.constraints.length > 0 && listAt(text, [...path, 'constraints']) === undefined;
    const edit =
      map === undefined || inherited
        ? undefined
        : appendToList(text, map, 'constraints', `Diagnosis of a person, after the last attempt: ${diagnosis}`);
    if (edit === undefined) return cannotEdit(`The constraints of task "${each.id}"`);
    edits.push(edit);
  }
  return applyEdits(source, edits);
}
