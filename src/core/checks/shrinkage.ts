import type { CheckRun, NamedCounts, TestCounts } from '../model/checkRun.ts';

/** Number of tests that a check reports, where it does. */
export function countsOf({ passed, skipped = 0, failed, known = 0, otherwise }: CheckRun): TestCounts | undefined {
  if (passed === undefined) return undefined;
  return { passed, failed: failed.length + known, skipped, ...(otherwise === undefined ? {} : { otherwise }) };
}

/** The same with names, where the runner lists all of its tests. */
export function namedCountsOf(run: CheckRun): NamedCounts | undefined {
  const counts = countsOf(run);
  const { tests, failed, known = 0 } = run;
  if (counts === undefined || tests === undefined || known > 0) return counts;
  const ran = failed.map(({ name }) => name).filter((name) => !isFile(name));
  return { ...counts, names: { ran: [...tests.passed, ...ran], skipped: tests.skipped } };
}

/** A file that could not be loaded is reported under its own name: it is no test that could be gone later. */
function isFile(name: string): boolean {
  return /^\S*[\\/]\S+\.[a-z]{1,4}$/i.test(name);
}

/**
 * Whether fewer tests have a result than on the code as it was before, or more were skipped; as words for people:
 * `passed: 40 before, 1 now; skipped: 0 before, 39 now`. A test that is gone or skipped by name counts even where another
 * has taken its place. Undefined when none is missing, or the counts are unknown.
 */
export function shrinkage(run: CheckRun): string | undefined {
  const now = countsOf(run);
  const { before } = run;
  if (now === undefined || before === undefined) return undefined;
  const fewer = now.passed + now.failed < before.passed + before.failed;
  const skipsMore = now.skipped > before.skipped;
  const { removed = [], skipped = [] } = run.ledger ?? {};
  if (!fewer && !skipsMore && removed.length + skipped.length === 0) return undefined;
  const words = (['passed', 'failed', 'skipped'] as const).flatMap((word) =>
    now[word] === before[word] ? [] : [`${word}: ${before[word]} before, ${now[word]} now`],
  );
  const named = [
    ...(removed.length > 0 ? [`no longer there: ${short(removed)}`] : []),
    ...(skipped.length > 0 ? [`skipped now: ${short(skipped)}`] : []),
  ];
  return [...words, ...named].join('; ');
}

function short(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `"${name}"`);
  return names.length > 3 ? `${shown.join(', ')} and ${names.length - 3} more` : shown.join(', ');
}
