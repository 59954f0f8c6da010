import type { FileIndex } from '../../glob/fileIndex.ts';
import { inPlan } from '../remark.ts';
import type { Remark } from '../remark.ts';
import { memoizeWith } from '../../../util/memoize.ts';
import type { PlanRule } from '../rule.ts';
import type { PlanTask, PlanWave } from '../../plan/schema/plan.ts';

const factor = 4;
/** Below this a task is small whatever its siblings are. */
const considerable = 12;

/** A wave takes as long as its slowest task. One task far larger than its siblings keeps them all waiting. */
export const unbalancedWave: PlanRule = {
  reads: ['owns', 'steps'],
  readsOfPlan: [],
  check: ({ waves, repository: { files } }) =>
    waves.flatMap((wave, waveIndex) =>
      largest(wave, files).map(({ task, times }): Remark => ({
        code: 'unbalanced-wave',
        at: inPlan('waves', waveIndex, 'tasks', task, 'id'),
        message: `"${wave.tasks[task]?.id}" is about ${times} times as large as the other tasks of its wave, which all wait for it. Split it, or give it a wave of its own.`,
      })),
    ),
};

/** Tasks of a wave that are far larger than the others. Kept for each, because only one changes with a keystroke. */
const largest = memoizeWith(
  ({ tasks }: PlanWave, files: FileIndex | undefined): readonly { readonly task: number; readonly times: number }[] => {
    if (tasks.length < 3) return [];
    const sizes = tasks.map((task) => sizeOf(task, files));
    const usual = [...sizes].sort((a, b) => a - b)[Math.floor((sizes.length - 1) / 2)] ?? 0;
    return sizes.flatMap((size, task) =>
      size < considerable || size < factor * usual ? [] : [{ task, times: Math.round(size / Math.max(usual, 1)) }],
    );
  },
);

/** Steps and files: those its globs match where that is known, and else the globs themselves. */
function sizeOf({ owns, steps }: PlanTask, files: FileIndex | undefined): number {
  return steps.length + owns.reduce((sum, glob) => sum + Math.max(1, files?.matching(glob).length ?? 1), 0);
}
