import { isRed } from './isRed.ts';
import type { RunState } from '../model/state.ts';

/** The definition of done, each statement with whether it was checked and how that came out: what nobody ran proves nothing. */
export function doneLines({ plan: { plan }, validation }: RunState): readonly string[] {
  return plan.definitionOfDone.map(({ statement, verify }) => {
    if (!verify.startsWith('$ ')) return `${statement} (for you to check: ${verify})`;
    const run = validation?.checks?.find(({ name }) => name === statement);
    if (run === undefined) return `${statement} (not checked yet: ${verify})`;
    const ended = run.timedOut ? 'ran out of time' : `ended with ${run.exitCode ?? 'nothing'}`;
    return `${statement} (${isRed(run) ? 'checked and red' : 'checked'}: ${run.command} ${ended})`;
  });
}
