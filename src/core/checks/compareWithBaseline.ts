import type { CheckRun } from '../model/checkRun.ts';
import { isRed } from './isRed.ts';
import { newFailures } from './newFailures.ts';

/** A check compared with the same check on the code as it was before. */
export interface Comparison {
  /** The run, its failures reduced to those the baseline does not have. */
  readonly run: CheckRun;
  readonly passes: boolean;
  /** Failures that both have, by name. */
  readonly known: number;
  /** Why the run does not pass although none of its named failures is new, as sentences. */
  readonly why?: string;
}

/**
 * Takes out of a red run what was red at the baseline already. It passes when nothing is left and everything it can have
 * failed with is named in both: failures that cannot be read excuse nothing. A test is the same one when name and file
 * are the same but for what changes with every run; of several alike only as many are taken out as the baseline has.
 */
export function compareWithBaseline(run: CheckRun, baseline: CheckRun): Comparison {
  const failed = newFailures(run.failed, baseline.failed, run.tests?.passed);
  const known = run.failed.length - failed.length;
  const obstacles = obstaclesTo(run, baseline);
  const passes = isRed(baseline) && run.failed.length > 0 && failed.length === 0 && obstacles.length === 0;
  const redBefore = isRed(baseline) && !passes;
  const told = { ...run, failed, ...(known > 0 && { known }), ...(redBefore && { redBefore: true as const }) };
  return { run: told, passes, known, ...(obstacles.length > 0 && { why: obstacles.join(' ') }) };
}

function obstaclesTo(run: CheckRun, baseline: CheckRun): readonly string[] {
  if (!isRed(baseline)) return [];
  const obstacles: string[] = [];
  const cannot = 'It was red before this work, too, but that excuses nothing:';
  if (run.missing !== undefined) obstacles.push(`${cannot} ${run.missing}`);
  else if (run.doubt !== undefined) obstacles.push(`${cannot} ${run.doubt}`);
  else if (baseline.doubt !== undefined) {
    obstacles.push(`What was red before is not known to the end: ${baseline.doubt}`);
  } else if (baseline.missing !== undefined) {
    obstacles.push(`What was red before is not known: ${baseline.missing}`);
  }
  const unwritten = (baseline.reports ?? []).filter((folder) => !(run.reports ?? []).includes(folder));
  if (unwritten.length > 0) {
    const places = unwritten.slice(0, 3).map((folder) => (folder === '' ? 'the root' : folder));
    obstacles.push(`Before, it left a report in ${places.join(', ')}, and now it did not.`);
  }
  const [now, then] = [countOf(run), countOf(baseline)];
  if (now !== undefined && then !== undefined && now < then) {
    obstacles.push(`${then} tests ran before, ${now} now; what no longer runs may be red as well.`);
  }
  if (now === undefined && then !== undefined) {
    obstacles.push(
      `${then} tests ran before, and now it does not say how many; what no longer runs may be red as well.`,
    );
  }
  return obstacles;
}

/** Number of tests with a result; undefined when the runner does not say. */
function countOf({ passed, failed }: CheckRun): number | undefined {
  return passed === undefined ? undefined : passed + failed.length;
}
