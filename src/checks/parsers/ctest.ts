import type { TestReportParser } from '../output/testReport.ts';
import { doubtIf, failedTest, sumOf } from '../output/testReport.ts';

/** CTest: a list under "The following tests FAILED", and how many of how many. */
export const parseCtest: TestReportParser = (text) => {
  const total = sumOf(text, /^\d+% tests passed, \d+ tests failed out of (\d+)$/gm);
  if (total === undefined) return undefined;
  const listed = text
    .split(/^The following tests FAILED:$/m)
    .slice(1)
    .join('\n');
  const tests = [...listed.matchAll(/^\s+\d+ - (.+) \((.+)\)$/gm)].map(([, name = '', how = '']) => ({ name, how }));
  const failures = sumOf(text, /^\d+% tests passed, (\d+) tests failed/gm) ?? 0;
  const odd = tests.filter(({ how }) => how !== 'Failed');
  return {
    runner: 'ctest',
    passed: total - failures,
    failed: tests.map(({ name }) => failedTest(name, undefined, [])),
    failures,
    exits: [8],
    doubts: [
      ...odd.map(({ name, how }) => `${name} did not produce a result of its own (${how}).`),
      ...doubtIf(/^Unable to find executable|^Could not find executable/m.test(text), 'A test program is not there.'),
    ],
  };
};
