import type { CheckRun, TestCounts } from '../model/terms.ts';

/** How many tests a check reports, where it does. */
export function countsOf({ passed, skipped = 0, failed, known = 0 }: CheckRun): TestCounts | undefined {
  return passed === undefined ? undefined : { passed, failed: failed.length + known, skipped };
}

/**
 * Whether fewer tests have a result than on the code as it was before, or more were skipped; as words for people:
 * `passed: 40 before, 1 now; skipped: 0 before, 39 now`. Undefined when none is missing, or the counts are unknown.
 */
export function shrinkage(run: CheckRun): string | undefined {
  const now = countsOf(run);
  const { before } = run;
  if (now === undefined || before === undefined) return undefined;
  const fewer = now.passed + now.failed < before.passed + before.failed;
  const skipsMore = now.skipped > before.skipped;
  if (!fewer && !skipsMore) return undefined;
  const words = (['passed', 'failed', 'skipped'] as const).flatMap((word) =>
    now[word] === before[word] ? [] : [`${word}: ${before[word]} before, ${now[word]} now`],
  );
  return words.join('; ');
}
