import type { CheckRun } from '../model/checkRun.ts';
import { isRed } from './isRed.ts';

/** Checks that are red and not excused by named failures of before. */
export function unexcused(checks: readonly CheckRun[]): readonly CheckRun[] {
  return checks.filter(
    (run) => isRed(run) && (run.redBefore === true || run.known === undefined || run.failed.length > 0),
  );
}
