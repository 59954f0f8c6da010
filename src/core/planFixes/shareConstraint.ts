import { isScalar } from 'yaml';
import { appendToList } from '../planText/edit/insert.ts';
import { rewriteEntries } from '../planText/edit/listEntries.ts';
import { endOfContent, listAt, lineStart, mapAt, nextLine, ownPair } from '../planText/edit/editableText.ts';
import type { Edit, EditableText } from '../planText/edit/editableText.ts';
import { spanOfNode } from '../planText/readYaml.ts';
import type { Path } from '../planText/locate.ts';
import type { Plan } from '../plan/schema/plan.ts';
import { taskOf } from './planFix.ts';
import type { Fixer } from './planFix.ts';

/** Paths of the tasks that have the constraint that is at a path; none when there is no constraint there. */
export function tasksSharing(plan: Plan | undefined, path: Path): readonly Path[] {
  const own = constraintAt(plan, path);
  if (plan === undefined || own === undefined) return [];
  return plan.waves.flatMap(({ tasks }, wave) =>
    tasks.flatMap(({ constraints }, index) => (constraints.includes(own) ? [['waves', wave, 'tasks', index]] : [])),
  );
}

function constraintAt(plan: Plan | undefined, path: Path): string | undefined {
  const [, wave, , task, key, entry] = path;
  if (taskOf(path) === undefined || key !== 'constraints' || typeof entry !== 'number') return undefined;
  return plan?.waves[Number(wave)]?.tasks[Number(task)]?.constraints[entry];
}

/** A constraint that several tasks repeat becomes one of the whole plan: every directive says those anyway. */
export const shareConstraint: Fixer = ({ text, plan, path }) => {
  const own = constraintAt(plan?.plan, path);
  const root = mapAt(text, []);
  if (plan === undefined || own === undefined || root === undefined) return [];
  const users = tasksSharing(plan.plan, path);
  if (users.length < 2) return [];
  const shared = plan.plan.constraints.includes(own) ? [] : [appendToList(text, root, 'constraints', own)];
  const removed = users.map((user) => {
    const [, wave, , task] = user;
    const { constraints = [] } = plan.plan.waves[Number(wave)]?.tasks[Number(task)] ?? {};
    return removeConstraint(
      text,
      user,
      constraints.map((constraint) => constraint === own),
    );
  });
  const edits = [...shared, ...removed.flat()];
  if (removed.includes(undefined) || edits.includes(undefined)) return [];
  return [{ title: `Make it a constraint of the plan (${users.length} tasks repeat it)`, edits: edits as Edit[] }];
};

/** Takes entries out of a list of constraints; a list that would become empty goes with its key. */
function removeConstraint(text: EditableText, task: Path, gone: readonly boolean[]): readonly Edit[] | undefined {
  const list = listAt(text, [...task, 'constraints']);
  const map = mapAt(text, task);
  if (list === undefined || map === undefined) return undefined;
  if (!gone.every((each) => each))
    return rewriteEntries(
      text,
      list,
      gone.map((each) => (each ? [] : undefined)),
    );
  const key = ownPair(map, 'constraints')?.key;
  // A task that starts with its constraints, or is written on one line, keeps the key with an empty list.
  if (map.flow === true || !isScalar(key) || map.items[0]?.key === key) return undefined;
  const end = nextLine(text.source, endOfContent(list));
  return [{ start: lineStart(text.source, spanOfNode(key).start), end, text: '' }];
}
