import { isScalar } from 'yaml';
import type { Node, YAMLMap, YAMLSeq } from 'yaml';
import { coversGlob } from '../glob/globCovers.ts';
import { alternativesOf } from '../glob/globSyntax.ts';
import { matchesGlob, overlap } from '../glob/globs.ts';
import { placedTasks } from '../plan/lookup.ts';
import type { Path } from '../planText/locate.ts';
import { spanOfNode } from '../planText/readYaml.ts';
import type { PlanTask } from '../plan/schema/plan.ts';
import { rewriteEntries } from '../planText/edit/listEntries.ts';
import { applyEdits, linesOfEntry, listAt, mapAt, ownPair } from '../planText/edit/editableText.ts';
import type { Edit, PlanText } from '../planText/edit/editableText.ts';
import { cannotEdit, freeId, taskIds } from './strategy.ts';
import type { AdaptRequest, TaskEdits } from './strategy.ts';
import type { PlacedTask } from '../plan/lookup.ts';
import { scalar } from '../planText/edit/writeYaml.ts';

/** Share of one half of a task: for each entry of its `owns`, the globs that replace it. */
type Half = readonly (readonly string[])[];

/** Part of a request that splitting needs. */
interface SplitRequest {
  readonly request: Pick<AdaptRequest, 'files'>;
}

/** split: two tasks in place of one, each with half of its files and all of its text, for work too large for one session. */
export const splitTask: TaskEdits<SplitRequest> = (context) => {
  const { text, placed } = context;
  const { task, waveIndex, taskIndex } = placed;
  const halves = partition(context);
  if (halves === undefined) {
    return {
      refused: `The files of task "${task.id}" cannot be divided: its globs (${task.owns.join(', ')}) are one, or overlap each other. List its files one by one under "owns", or choose fix.`,
    };
  }
  const path = ['waves', waveIndex, 'tasks', taskIndex];
  const tasks = listAt(text, ['waves', waveIndex, 'tasks']);
  const first = freeId(task.id, '1', taskIds(text.plan));
  const second = freeId(task.id, '2', [...taskIds(text.plan), first]);
  const [firstEdits, secondEdits] = halves.map((half, index) =>
    editsOfHalf(text, path, task, half, {
      id: index === 0 ? first : second,
      title: `${task.title} (${index + 1} of 2)`,
    }),
  );
  const dependants = namesInDependsOn(text, task.id, [first, second]);
  if (tasks === undefined || firstEdits === undefined || secondEdits === undefined || dependants === undefined) {
    return cannotEdit(`Task "${task.id}", or a task that depends on it,`);
  }
  const copy = copyOfEntry(text, tasks, taskIndex, secondEdits);
  if (copy === undefined) return cannotEdit(`Task "${task.id}"`);
  return {
    edits: [...firstEdits, copy, ...dependants],
    summary: `Splits task "${task.id}" into "${first}" and "${second}", each with half of its files.`,
  };
};

/** Divides what a task owns into two parts that no path can belong to both of, or undefined. */
function partition({
  request,
  placed,
}: SplitRequest & { readonly placed: PlacedTask }): readonly [Half, Half] | undefined {
  const { owns } = placed.task;
  const parts = owns.map((glob) => alternativesOf(glob));
  const single = owns.length === 1 && parts[0]?.length === 1;
  const [only = ''] = owns;
  const pieces = single
    ? [...new Set(request.files)].filter((file) => matchesGlob(only, file)).map((glob) => ({ entry: 0, glob }))
    : parts.flatMap((globs, entry) => globs.map((glob) => ({ entry, glob })));
  const groups: (typeof pieces)[] = [];
  for (const piece of pieces) {
    const touching = groups.filter((group) => group.some(({ glob }) => overlap(glob, piece.glob) !== undefined));
    const kept = groups.filter((group) => !touching.includes(group));
    groups.splice(0, groups.length, ...kept, [...touching.flat(), piece]);
  }
  if (groups.length < 2) return undefined;
  const middle = Math.ceil(groups.length / 2);
  const halfOf = (chosen: typeof groups): Half =>
    owns.map((_, entry) => chosen.flat().flatMap((piece) => (piece.entry === entry ? [piece.glob] : [])));
  return [halfOf(groups.slice(0, middle)), halfOf(groups.slice(middle))];
}

function editsOfHalf(
  text: PlanText,
  path: Path,
  { deletes }: PlanTask,
  half: Half,
  { id, title }: { readonly id: string; readonly title: string },
): readonly Edit[] | undefined {
  const map = mapAt(text, path);
  const idNode = map === undefined ? undefined : ownPair(map, 'id')?.value;
  const owns = listAt(text, [...path, 'owns']);
  if (map === undefined || idNode === undefined || idNode === null || owns === undefined) return undefined;
  const ownsEdits = rewriteEntries(
    text,
    owns,
    half.map((globs, index) => unlessSame(text, path, index, globs)),
  );
  const kept = deletes.map((glob) => half.flat().some((owned) => coversGlob(owned, glob)));
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

/** Keeps the deletions of files that this half owns; a list that would become empty goes with its key. */
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

/** The text of an entry once more, right after it, with edits made in the copy only. */
function copyOfEntry(text: PlanText, list: YAMLSeq, index: number, edits: readonly Edit[]): Edit | undefined {
  if (list.flow === true) {
    const { start, end } = spanOfNode(list.items[index] as Node);
    return { start: end, end, text: `, ${applyEdits(text.source, edits, start, end)}` };
  }
  const lines = linesOfEntry(text, list, index);
  if (lines === undefined) return undefined;
  const copy = applyEdits(text.source, edits, lines.start, lines.end);
  const unfinished = lines.end > 0 && text.source[lines.end - 1] !== '\n';
  return { start: lines.end, end: lines.end, text: unfinished ? text.eol + copy : copy };
}

/** Tasks that depended on the whole now depend on both halves. */
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
