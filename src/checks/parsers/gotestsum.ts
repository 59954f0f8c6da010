import type { TestReportParser } from '../output/testReport.ts';
import { doubtIf, failedTest, sumOf } from '../output/testReport.ts';

/** gotestsum: "=== FAIL: package TestName (time)" for each failure, then "DONE 6 tests, 1 failure in …". */
export const parseGotestsum: TestReportParser = (text) => {
  const done = /^DONE (?:\d+ runs, )?(\d+) tests?(?:, (\d+) skipped)?(?:, (\d+) failures?)?(?:, (\d+) errors?)? in /gm;
  const ends = [...text.matchAll(done)];
  if (ends.length === 0) return undefined;
  const sum = (at: number) => ends.reduce((total, end) => total + Number(end[at] ?? 0), 0);
  const failed = [...text.matchAll(/^=== FAIL: (\S+) (\S.*?) \([\d.]+s\)\n([^]*?)(?=\n=== |\nDONE )/gm)].map(
    ([, place = '', name = '', rest = '']) => failedTest(name, place, rest.split('\n').slice(0, 30)),
  );
  return {
    runner: 'gotestsum',
    passed: sum(1) - sum(2) - sum(3),
    skipped: sum(2),
    failed,
    failures: sum(3),
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
