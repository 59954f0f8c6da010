import { isRed } from '../checks/isRed.ts';
import { newFailures } from '../checks/newFailures.ts';
import type { CheckRun } from '../model/checkRun.ts';
import type { TrialColour } from '../model/division.ts';

/**
 * Colour of a trial: whether it has a failure of the whole wave. Where a check named no test, its being red is the failure.
 *
 * @param passed whether the trial counts as green, with what was red before the run left out
 */
export function colourOf(passed: boolean, checks: readonly CheckRun[], whole: readonly CheckRun[]): TrialColour {
  if (passed) return 'green';
  const shared = whole.some(({ name, failed }) => {
    const run = checks.find((check) => check.name === name);
    if (run === undefined || !isRed(run)) return false;
    return failed.length === 0 || newFailures(failed, run.failed).length < failed.length;
  });
  return shared ? 'red' : 'other';
}

/** Names of what fails: tests, or the check where it names none. */
export function failingNames(checks: readonly CheckRun[], most = 20): readonly string[] {
  const names = checks
    .filter(isRed)
    .flatMap(({ name, failed }) => (failed.length === 0 ? [name] : failed.map((test) => test.name)));
  return [...new Set(names)].slice(0, most);
}
