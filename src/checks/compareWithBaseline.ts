import type { CheckRun, FailedTest } from '../core/run/model.ts';

/** A check held against the same check on the code as it was before. */
export interface Comparison {
  /** The run, its failures reduced to those the baseline does not have. */
  readonly run: CheckRun;
  readonly passes: boolean;
  /** Failures that both have, or 1 for a red run without readable failures that was red before too. */
  readonly known: number;
}

/**
 * Takes out of a red run what was red at the baseline already. A test is the same one when name and file are the same; of
 * several alike only as many are taken out as the baseline has. A run that exceeded its time never passes: nobody knows
 * what the rest of it would have said.
 */
export function compareWithBaseline(run: CheckRun, baseline: CheckRun): Comparison {
  const remaining = new Map<string, number>();
  for (const test of baseline.failed) remaining.set(identityOf(test), (remaining.get(identityOf(test)) ?? 0) + 1);
  const failed = run.failed.filter((test) => {
    const left = remaining.get(identityOf(test)) ?? 0;
    remaining.set(identityOf(test), left - 1);
    return left <= 0;
  });
  const baselineRed = baseline.exitCode !== 0;
  const neverRan = run.exitCode === null;
  const unreadable = run.failed.length === 0;
  const sameKind = unreadable === (baseline.failed.length === 0);
  const passes = !neverRan && baselineRed && sameKind && failed.length === 0;
  return { run: { ...run, failed }, passes, known: unreadable ? 1 : run.failed.length - failed.length };
}

const identityOf = ({ name, file }: FailedTest) => `${file ?? ''}\n${name}`;
