import { alternativesOf } from '../glob/globSyntax.ts';
import { matchesGlob, overlap } from '../glob/globs.ts';
import type { PlacedTask } from '../plan/lookup.ts';
import { divideTask } from './divideTask.ts';
import type { Share } from './divideTask.ts';
import { cannotEdit } from './strategy.ts';
import type { AdaptRequest, TaskEdits } from './strategy.ts';

type Half = Share['owns'];

/** Part of a request that splitting needs. */
interface SplitRequest {
  readonly request: Pick<AdaptRequest, 'files'>;
}

/** split: two tasks in place of one, each with half of its files and all of its text, for work too large for one session. */
export const splitTask: TaskEdits<SplitRequest> = (context) => {
  const { text, placed } = context;
  const { task } = placed;
  const halves = partition(context);
  if (halves === undefined) {
    return {
      refused: `The files of task "${task.id}" cannot be divided: its globs (${task.owns.join(', ')}) are one, or overlap each other. List its files one by one under "owns", or choose fix.`,
    };
  }
  const shares = halves.map((owns, index): Share => ({ owns, suffix: `${index + 1}`, titled: `${index + 1} of 2` }));
  const divided = divideTask(text, placed, shares);
  if (divided === undefined) return cannotEdit(`Task "${task.id}", or a task that depends on it,`);
  const [first = '', second = ''] = divided.ids;
  return {
    edits: divided.edits,
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
