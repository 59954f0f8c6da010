import type { PlanWave } from './schema/plan.ts';

type Merging = Pick<PlanWave, 'merge' | 'reverts'>;

/** Whether a wave merges something besides the work of its tasks. */
export function mergesMore({ merge, reverts }: Merging): boolean {
  return merge !== undefined || reverts !== undefined;
}

/**
 * Words for what a wave merges besides the work of its tasks: `merges main`, `takes back Foundation`.
 *
 * @param exactly with the commits
 * @returns undefined where it merges nothing else
 */
export function mergedText({ merge, reverts }: Merging, exactly = false): string | undefined {
  const at = (commit: string, word: string): string => (exactly ? `${word}${commit.slice(0, 10)}` : '');
  const words = [
    ...(merge === undefined ? [] : [`merges ${merge.branch}${at(merge.commit, ' at ')}`]),
    ...(reverts === undefined ? [] : [`takes back ${reverts.wave}${at(reverts.commit, ', commit ')}`]),
  ];
  return words.length === 0 ? undefined : words.join(' and ');
}
