import { isScalar } from 'yaml';
import type { Node, YAMLMap, YAMLSeq } from 'yaml';
import { coversGlob } from '../glob/globCovers.ts';
import { placedTasks } from '../plan/lookup.ts';
import type { PlacedTask } from '../plan/lookup.ts';
import type { Path } from '../planText/locate.ts';
import { spanOfNode } from '../planText/readYaml.ts';
import type { PlanTask } from '../plan/schema/plan.ts';
import { rewriteEntries } from '../planText/edit/listEntries.ts';
import { applyEdits, linesOfEntry, listAt, mapAt, ownPair } from '../planText/edit/editableText.ts';
import type { Edit, PlanText } from '../planText/edit/editableText.ts';
import { freeId, taskIds } from './strategy.ts';
import { scalar } from '../planText/edit/writeYaml.ts';

/** One of the tasks that take the place of a task. */
export interface Share {
  /** For each entry of the `owns` of the whole task, the globs that replace it. */
  readonly owns: readonly (readonly string[])[];
  /** Ending of its id. */
  readonly suffix: string;
  /** Words after its title. */
  readonly titled: string;
}

/**
 * Several tasks in place of one, each with a share of its files and all of its text; what depended on it depends on all of them.
 *
 * @returns undefined where the text leaves no place for that
 */
export function divideTask(
  text: PlanText,
  { task, waveIndex, taskIndex }: PlacedTask,
  shares: readonly Share[],
): { readonly ids: readonly string[]; readonly edits: readonly Edit[] } | undefined {
  const path = ['waves', waveIndex, 'tasks', taskIndex];
  const tasks = listAt(text, ['waves', waveIndex, 'tasks']);
  const ids: string[] = [];
  for (const { suffix } of shares) ids.push(freeId(task.id, suffix, [...taskIds(text.plan), ...ids]));
  const each = shares.map(({ owns, titled }, index) =>
    editsOfShare(text, path, task, owns, { id: ids[index] ?? '', title: `${task.title} (${titled})` }),
  );
  const dependants = namesInDependsOn(text, task.id, ids);
  const sound = each.filter((edits) => edits !== undefined);
  const [first, ...others] = sound;
  if (tasks === undefined || first === undefined || sound.length < each.length || dependants === undefined)
    return undefined;
  const copies = copiesOfEntry(text, tasks, taskIndex, others);
  return copies === undefined ? undefined : { ids, edits: [...first, copies, ...dependants] };
}

function editsOfShare(
  text: PlanText,
  path: Path,
  { deletes }: PlanTask,
  share: Share['owns'],
  { id, title }: { readonly id: string; readonly title: string },
): readonly Edit[] | undefined {
  const map = mapAt(text, path);
  const idNode = map === undefined ? undefined : ownPair(map, 'id')?.value;
  const owns = listAt(text, [...path, 'owns']);
  if (map === undefined || idNode === undefined || idNode === null || owns === undefined) return undefined;
  const ownsEdits = rewriteEntries(
    text,
    owns,
    share.map((globs, index) => unlessSame(text, path, index, globs)),
  );
  const kept = deletes.map((glob) => share.flat().some((owned) => coversGlob(owned, glob)));
  const deletesEdits = editDeletes(text, path, kept);
  if (ownsEdits === undefined || deletesEdits === undefined) return undefined;
  return [{ ...spanOfNode(idNode), text: scalar(id) }, ...retitle(map, title), ...ownsEdits, ...deletesEdits];
}

/** Two tasks of one title cannot be distinguished in a list. A title of several lines, or one that comes from elsewhere, stays. */
function retitle(map: YAMLMap, title: string): readonly Edit[] {
  const node = ownPair(map, 'title')?.value;
  const oneLine = isScalar(node) && node.type !== 'BLOCK_LITERAL' && node.type !== 'BLOCK_FOLDED';
  return oneLine ? [{ ...spanOfNode(node), text: scalar(title) }] : [];
}

function unlessSame(
  { plan }: PlanText,
  [, wave, , task]: Path,
  index: number,
  globs: readonly string[],
): readonly string[] | undefined {
  const glob = plan.waves[Number(wave)]?.tasks[Number(task)]?.owns[index];
  return globs.length === 1 && globs[0] === glob ? undefined : globs;
}

/** Keeps the deletions of files that this share owns; a list that would become empty goes with its key. */
function editDeletes(text: PlanText, path: Path, kept: readonly boolean[]): readonly Edit[] | undefined {
  if (kept.every((keep) => keep)) return [];
  const list = listAt(text, [...path, 'deletes']);
  if (list === undefined) return undefined;
  if (kept.some((keep) => keep))
    return rewriteEntries(
      text,
      list,
      kept.map((keep) => (keep ? undefined : [])),
    );
  if (list.flow === true) return [{ ...spanOfNode(list), text: '[]' }];
  const first = linesOfEntry(text, list, 0);
  const last = linesOfEntry(text, list, list.items.length - 1);
  if (first === undefined || last === undefined) return undefined;
  return [{ start: first.start, end: last.end, text: `${' '.repeat(first.column + 2)}[]${text.eol}` }];
}

/** The text of an entry several times more, right after it, each with edits made in that copy only. */
function copiesOfEntry(
  text: PlanText,
  list: YAMLSeq,
  index: number,
  copies: readonly (readonly Edit[])[],
): Edit | undefined {
  if (list.flow === true) {
    const { start, end } = spanOfNode(list.items[index] as Node);
    return { start: end, end, text: copies.map((edits) => `, ${applyEdits(text.source, edits, start, end)}`).join('') };
  }
  const lines = linesOfEntry(text, list, index);
  if (lines === undefined) return undefined;
  const unfinished = lines.end > 0 && text.source[lines.end - 1] !== '\n';
  const written = copies.map((edits) => applyEdits(text.source, edits, lines.start, lines.end));
  return {
    start: lines.end,
    end: lines.end,
    text: unfinished ? written.map((copy) => text.eol + copy).join('') : written.join(''),
  };
}

/** Tasks that depended on the whole now depend on all that took its place. */
function namesInDependsOn(text: PlanText, id: string, names: readonly string[]): readonly Edit[] | undefined {
  const edits: Edit[] = [];
  for (const { task, waveIndex, taskIndex } of placedTasks(text.plan)) {
    if (!task.dependsOn.includes(id)) continue;
    const list = listAt(text, ['waves', waveIndex, 'tasks', taskIndex, 'dependsOn']);
    const renamed =
      list === undefined
        ? undefined
        : rewriteEntries(
            text,
            list,
            task.dependsOn.map((name) => (name === id ? names : undefined)),
          );
    if (renamed === undefined) return undefined;
    edits.push(...renamed);
  }
  return edits;
}
