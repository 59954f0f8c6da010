import { isScalar } from 'yaml';
import { appendToList } from '../adapt/insert.ts';
import { rewriteEntries } from '../adapt/listEntries.ts';
import { endOfContent, listAt, lineStart, mapAt, nextLine, ownPair } from '../adapt/planText.ts';
import type { Edit, EditableText } from '../adapt/planText.ts';
import { spanOfNode } from '../readYaml.ts';
import type { Path } from '../locate.ts';
import { taskOf } from './planFix.ts';
import type { Fixer } from './planFix.ts';

/** A constraint that several tasks repeat becomes one of the whole plan: every directive says those anyway. */
export const shareConstraint: Fixer = ({ text, plan, path }) => {
  const task = taskOf(path);
  if (plan === undefined || task === undefined || path[4] !== 'constraints' || typeof path[5] !== 'number') return [];
  const own = plan.plan.waves[Number(task[1])]?.tasks[Number(task[3])]?.constraints[path[5]];
  const root = mapAt(text, []);
  if (own === undefined || root === undefined) return [];
  const users = plan.plan.waves.flatMap(({ tasks }, wave) =>
    tasks.flatMap(({ constraints }, index) =>
      constraints.includes(own) ? [{ path: ['waves', wave, 'tasks', index], constraints }] : [],
    ),
  );
  if (users.length < 2) return [];
  const shared = plan.plan.constraints.includes(own) ? [] : [appendToList(text, root, 'constraints', own)];
  const removed = users.map((user) =>
    removeConstraint(
      text,
      user.path,
      user.constraints.map((constraint) => constraint === own),
    ),
  );
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
