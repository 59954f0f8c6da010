import type { TestReportParser } from '../output/testReport.ts';
import { doubtIf, failedTest, sumOf } from '../output/testReport.ts';

/** GoogleTest: "[  FAILED  ] Suite.name", listed once more at the end. */
export const parseGoogletest: TestReportParser = (raw) => {
  // CTest numbers the lines that its tests print.
  const text = raw.replace(/^\d+: /gm, '');
  const started = text.match(/^\[==========\] Running \d+ tests?/gm)?.length ?? 0;
  if (started === 0) return undefined;
  const ended = text.match(/^\[==========\] \d+ tests? from .* ran\./gm)?.length ?? 0;
  const failed = [...text.matchAll(/^\[ {2}FAILED {2}\] (.+?)(?:, where .*)? \(\d+ ms\)$/gm)].map((match) => {
    const name = match[1] ?? '';
    const before = text.slice(0, match.index).split('\n');
    const start = before.findLastIndex((line) => line.startsWith('[ RUN      ]'));
    return failedTest(
      name,
      /^(\S+?):\d+: Failure$/m.exec(before.slice(start + 1).join('\n'))?.[1],
      before.slice(start + 1),
    );
  });
  return {
    runner: 'googletest',
    passed: sumOf(text, /^\[ {2}PASSED {2}\] (\d+) tests?\./gm) ?? 0,
    skipped: sumOf(text, /^\[ {2}SKIPPED \] (\d+) tests?, listed/gm) ?? 0,
    failed,
    failures: sumOf(text, /^ ?(\d+) FAILED TESTS?$/gm) ?? 0,
    doubts: [
      ...doubtIf(ended < started, 'A test program ended before its last test.'),
      ...doubtIf(/^\[ {2}FAILED {2}\] \S+: SetUpTestSuite/m.test(text), 'A suite could not be set up.'),
    ],
  };
};
