import type { TestReportParser } from '../output/testReport.ts';
import { doubtIf, failedTest, sumOf } from '../output/testReport.ts';

/** gotestsum: "=== FAIL: package TestName (time)" for each failure, then "DONE 6 tests, 1 failure in …". */
export const parseGotestsum: TestReportParser = (text) => {
  const done = /^DONE (?:\d+ runs, )?(\d+) tests?(?:, (\d+) skipped)?(?:, (\d+) failures?)?(?:, (\d+) errors?)? in /gm;
  const ends = [...text.matchAll(done)];
  if (ends.length === 0) return undefined;
  const sum = (at: number) => ends.reduce((total, end) => total + Number(end[at] ?? 0), 0);
  const reruns = Math.max(0, ...[...text.matchAll(/^DONE (\d+) runs, /gm)].map(([, runs]) => Number(runs) - 1));
  const all = [...text.matchAll(/^=== FAIL: (\S+) (\S.*?) \([\d.]+s\)\n([^]*?)(?=\n=== |\nDONE )/gm)].map(
    ([, place = '', name = '', rest = '']) => failedTest(name, place, rest.split('\n').slice(0, 30)),
  );
  // A test that is red in its last run again was red in every one.
  const last = ` (re-run ${reruns})`;
  const failed =
    reruns === 0
      ? all
      : all.flatMap((test) => (test.name.endsWith(last) ? [{ ...test, name: test.name.slice(0, -last.length) }] : []));
  const flaky =
    reruns === 0
      ? []
      : all
          .map(({ name }) => name.replace(/ \(re-run \d+\)$/, ''))
          .filter((name) => !failed.some((test) => test.name === name));
  return {
    runner: 'gotestsum',
    passed: sum(1) - sum(2) - sum(3),
    skipped: sum(2),
    failed,
    failures: reruns === 0 ? sum(3) : failed.length,
    ...(flaky.length > 0 && { flaky: [...new Set(flaky)] }),
    doubts: [
      ...doubtIf(sum(4) > 0 || /^=== Errors$/m.test(text), 'A package does not compile, so its tests never ran.'),
      ...doubtIf(
        (sumOf(text, /^=== FAIL: \S+ +\([\d.]+s\)(\d*)$/gm) ?? -1) >= 0,
        'A package failed without naming a test.',
      ),
      ...doubtIf(/^panic: /m.test(text), 'A package ended in a panic, so the rest of its tests never ran.'),
    ],
  };
};
