import { hasWildcard } from '../glob/globSyntax.ts';
import { matchesAny } from '../glob/globs.ts';
import type { Path } from '../planText/locate.ts';
import { appendAllToList, appendPair } from '../planText/edit/insert.ts';
import { listAt, mapAt } from '../planText/edit/editableText.ts';
import type { Edit, PlanText } from '../planText/edit/editableText.ts';
import { cannotEdit } from './strategy.ts';
import type { PlanEdits } from './strategy.ts';

/** amend: the files an agent changed without owning them become its task's, because a person says that they belong to it. */
export const amendOwnership: PlanEdits = ({ request, text, placed }) => {
  const { task, waveIndex, taskIndex } = placed;
  const strayed = request.strayed ?? [];
  const changed = namesOf(strayed, (kind) => kind !== 'deleted').filter((file) => !matchesAny(task.owns, file));
  const deleted = namesOf(strayed, (kind) => kind === 'deleted').filter((file) => !matchesAny(task.deletes, file));
  if (changed.length + deleted.length === 0) {
    return { refused: `Task "${task.id}" changed no file that it does not own. Choose another adaptation.` };
  }
  const unusual = [...changed, ...deleted].find((file) => hasWildcard(file));
  if (unusual !== undefined) {
    return { refused: `The name of ${unusual} would read as a pattern in the plan. Edit the plan by hand.` };
  }
  const path = ['waves', waveIndex, 'tasks', taskIndex];
  // Only an owner may delete a file.
  const gone = deleted.filter((file) => !matchesAny(task.owns, file));
  const owns = addAll(text, path, 'owns', [...changed, ...gone]);
  const deletes = addAll(text, path, 'deletes', deleted);
  if (owns === undefined || deletes === undefined) return cannotEdit(`What task "${task.id}" owns`);
  const parts = [
    ...(changed.length > 0 ? [`change ${changed.join(', ')}`] : []),
    ...(deleted.length > 0 ? [`delete ${deleted.join(', ')}`] : []),
  ];
  return { edits: [...owns, ...deletes], summary: `Lets task "${task.id}" ${parts.join(' and ')}, as its agent did.` };
};

function namesOf(
  changes: NonNullable<Parameters<PlanEdits>[0]['request']['strayed']>,
  wanted: (kind: (typeof changes)[number]['kind']) => boolean,
): readonly string[] {
  return changes.filter(({ kind }) => wanted(kind)).map((change) => change.path);
}

/** Adds texts to the end of a list of the task, which is made where it is missing. */
function addAll(text: PlanText, path: Path, key: string, added: readonly string[]): readonly Edit[] | undefined {
  if (added.length === 0) return [];
  const list = listAt(text, [...path, key]);
  const map = mapAt(text, path);
  if (list === undefined) {
    const edit = map === undefined || map.has(key) ? undefined : appendPair(text, map, key, added);
    return edit && [edit];
  }
  return map === undefined ? undefined : appendAllToList(text, map, key, added);
}
