import { filedGlobs, meeting, visitNeighbours } from '../../glob/globFolders.ts';
import type { FiledGlob } from '../../glob/globFolders.ts';
import { inPlan } from '../remark.ts';
import type { Remark } from '../remark.ts';
import { memoize } from '../../../util/memoize.ts';
import { clashText, pathClashes } from '../../glob/pathClashes.ts';
import type { PathClash } from '../../glob/pathClashes.ts';
import type { PlanRule } from '../rule.ts';
import type { PlanWave } from '../../plan/schema/plan.ts';

/** Most partners told for one glob: who overlaps with more than that has to be narrowed anyway. */
const mostPartners = 5;
/** Most overlaps told for one wave, which is refused for the first of them. */
const mostOverlaps = 1_000;

/** One file, one agent: within a wave no path, existing or not, may be owned by two tasks. */
export const ownershipOverlap: PlanRule = {
  reads: ['owns'],
  readsOfPlan: [],
  check: ({ waves }) =>
    waves.flatMap((wave, index) => [
      ...overlapsIn(wave).map((overlap) => told(overlap, wave, index)),
      ...clashesIn(wave).map((clash) => toldClash(clash, wave, index)),
    ]),
};

interface Owned {
  readonly task: number;
  readonly index: number;
  readonly filed: FiledGlob;
}

interface Overlap {
  readonly first: Owned;
  readonly second: Owned;
  readonly example: string;
}

/** Kept for each wave, because only one of them changes with a keystroke. */
const overlapsIn = memoize(({ tasks }: PlanWave): readonly Overlap[] => {
  if (tasks.length < 2) return [];
  const entries = tasks.flatMap(({ owns }, task) =>
    filedGlobs(owns).map((filed, index): Owned => ({ task, index, filed })),
  );
  const found = new Map<Owned, Map<Owned, string>>();
  let count = 0;
  visitNeighbours(entries, (entry, other) => {
    if (other.task === entry.task) return;
    const [first, second] = other.task < entry.task ? [other, entry] : [entry, other];
    const known = found.get(second);
    if (known !== undefined && (known.has(first) || known.size === mostPartners)) return;
    const example = meeting(first.filed, second.filed);
    if (example === undefined) return;
    if (known === undefined) found.set(second, new Map([[first, example]]));
    else known.set(first, example);
    return ++count < mostOverlaps;
  });
  return [...found].flatMap(([second, partners]) =>
    [...partners].map(([first, example]) => ({ first, second, example })),
  );
});

const clashesIn = memoize(({ tasks }: PlanWave): readonly PathClash[] => pathClashes(tasks.map(({ owns }) => owns)));

function toldClash({ first, second, why }: PathClash, { tasks }: PlanWave, wave: number): Remark {
  const [one, other] = [tasks[first[0]], tasks[second[0]]];
  const [file, path] = [one?.owns[first[1]] ?? '', other?.owns[second[1]] ?? ''];
  const at = ([task, index]: PathClash['first']): Remark['at'] => inPlan('waves', wave, 'tasks', task, 'owns', index);
  return {
    code: 'ownership-overlap',
    at: at(second),
    message: `"${other?.id}" and "${one?.id}" run at the same time, and ${clashText(why, file, path)}. Change one of the paths, or move one task to another wave.`,
    related: [{ message: `"${one?.id}" owns it through ${file}`, at: at(first) }],
  };
}

function told({ first, second, example }: Overlap, { tasks }: PlanWave, wave: number): Remark {
  const [firstTask, secondTask] = [tasks[first.task]?.id, tasks[second.task]?.id];
  const placeOf = ({ task, index }: Owned): Remark['at'] => inPlan('waves', wave, 'tasks', task, 'owns', index);
  return {
    code: 'ownership-overlap',
    at: placeOf(second),
    message: `"${secondTask}" and "${firstTask}" run at the same time and could both change ${example}. Narrow one of the globs, or move one task to another wave.`,
    related: [{ message: `"${firstTask}" owns it through ${first.filed.glob}`, at: placeOf(first) }],
  };
}
