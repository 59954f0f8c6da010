import { filedGlobs, meeting, visitNeighbours } from '../../glob/globFolders.ts';
import type { FiledGlob } from '../../glob/globFolders.ts';
import { inPlan } from '../remark.ts';
import type { Remark } from '../remark.ts';
import type { PlanRule, RuleTask } from '../rule.ts';

/** Information is not worth more comparisons of globs, and visits to some that need none, than this: tens of milliseconds. */
const mostComparisons = 100_000;
const mostVisits = 1_000_000;

interface Owned {
  readonly placed: RuleTask;
  readonly index: number;
  readonly filed: FiledGlob;
}

/**
 * A file that changes in several waves is fine, but worth knowing: the later agent meets what the earlier one left. A task
 * that says so, by depending on the earlier one, perhaps through others, is not told again.
 */
export const sharedAcrossWaves: PlanRule = {
  reads: ['owns', 'dependsOn'],
  readsOfPlan: [],
  check({ tasks }) {
    const entries = tasks.flatMap((placed) =>
      filedGlobs(placed.task.owns).map((filed, index): Owned => ({ placed, index, filed })),
    );
    const byId = new Map(tasks.map((placed) => [placed.task.id, placed]));
    const found = new Map<Owned, { readonly earlier: Owned; readonly example: string }>();
    let left = mostComparisons;
    visitNeighbours(
      entries,
      (entry, other) => {
        if (entry.placed.waveIndex === other.placed.waveIndex) return;
        const [earlier, later] = entry.placed.waveIndex < other.placed.waveIndex ? [entry, other] : [other, entry];
        if (found.has(later) || later.placed.task.dependsOn.includes(earlier.placed.task.id)) return;
        if (left-- === 0) return false;
        const example = meeting(earlier.filed, later.filed);
        if (example !== undefined && !buildsOn(later.placed, earlier.placed, byId))
          found.set(later, { earlier, example });
        return;
      },
      mostVisits,
    );
    return [...found].map(([later, { earlier, example }]): Remark => ({
      code: 'shared-across-waves',
      at: placeOf(later),
      message: `"${later.placed.task.id}" may change ${example} again, after "${earlier.placed.task.id}" in wave "${earlier.placed.wave.id}". Let it depend on "${earlier.placed.task.id}" if it builds on that.`,
      suggestion: earlier.placed.task.id,
      related: [{ message: `"${earlier.placed.task.id}" owns it through ${earlier.filed.glob}`, at: placeOf(earlier) }],
    }));
  },
};

function placeOf({ placed, index }: Owned): Remark['at'] {
  return inPlan('waves', placed.waveIndex, 'tasks', placed.taskIndex, 'owns', index);
}

/** Whether a task depends on another, through any number of others between them. */
function buildsOn(task: RuleTask, other: RuleTask, byId: ReadonlyMap<string, RuleTask>): boolean {
  const seen = new Set<RuleTask>();
  const open = [task];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === other) return true;
    // What runs no later than the other task cannot depend on it.
    if (seen.has(next) || next.waveIndex <= other.waveIndex) continue;
    seen.add(next);
    open.push(...next.task.dependsOn.flatMap((id) => byId.get(id) ?? []));
  }
  return false;
}
