import type { RunState } from '../model/state.ts';
import { planWave } from '../queries/runQueries.ts';
import { isStacked, openStack, stackOf } from '../queries/stack.ts';
import { openPullRequest } from '../queries/forge.ts';

/** Lines about the pull requests of a run that has one for each wave, the bottom first. */

/** Before they are opened: the branch of each and what it is based on. */
export function stackToShip(state: RunState): readonly string[] {
  if (!isStacked(state)) return [];
  const stack = stackOf(state);
  return stack.map(({ wave, branch }, index) => {
    const base = stack[index - 1]?.branch ?? state.base.branch;
    return `${titleOf(state, wave)}: ${branch}${base === undefined ? '' : `, based on ${base}`}`;
  });
}

/** Once they are open: their addresses, in the order of the merge, and how the checks of those below the last one ended. */
export function openedStackLines(state: RunState): readonly string[] {
  const below = openPullRequest(state)?.ci?.below ?? [];
  return openStack(state).map(({ wave, url }, index) => {
    const checks = below.find((each) => each.wave === wave)?.checks;
    return `${index + 1}. ${titleOf(state, wave)}: ${url}${checks === undefined ? '' : ` (${checks})`}`;
  });
}

function titleOf(state: RunState, wave: string): string {
  return planWave(state, wave)?.title ?? wave;
}
