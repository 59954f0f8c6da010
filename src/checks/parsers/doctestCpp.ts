import type { TestReportParser } from '../output/testReport.ts';
import { doubtIf, failedTest, sumOf } from '../output/testReport.ts';

/** doctest of C++: a block for each test case that failed, with its subcases, then "[doctest] test cases: …". */
export const parseDoctest: TestReportParser = (text) => {
  const begun = text.match(/^\[doctest\] doctest version is/gm)?.length ?? 0;
  const counts = /^\[doctest\] test cases: +\d+ \| +(\d+) passed \| +(\d+) failed \| +(\d+) skipped/gm;
  const ended = [...text.matchAll(counts)];
  if (begun === 0 && ended.length === 0) return undefined;
  const blocks = [
    ...text.matchAll(
      /^(\S+?):\d+:\n(?:TEST SUITE: (.*)\n)?((?:TEST CASE|[ ]*Scenario):.*\n(?: {2}.*\n)*)\n([^]*?)(?=\n=====|$(?![^]))/gm,
    ),
  ];
  const failed = blocks.flatMap(([, file, suite, titles = '', rest = '']) => {
    if (!/: (?:FATAL )?ERROR: |: ERROR$/m.test(rest)) return [];
    const names = titles
      .trim()
      .split('\n')
      .map((line) => line.replace(/^TEST CASE: +/, '').trim());
    return [failedTest([...(suite === undefined ? [] : [suite]), ...names].join(' > '), file, rest.split('\n'))];
  });
  // A test case that fails in several of its subcases is counted once.
  const cases = new Set(blocks.map(([, file, suite, titles]) => `${file} ${suite} ${titles?.split('\n')[0]}`)).size;
  const failures = ended.reduce((sum, [, , count]) => sum + Number(count), 0);
  return {
    runner: 'doctest',
    passed: ended.reduce((sum, [, count]) => sum + Number(count), 0),
    skipped: sumOf(text, /^\[doctest\] test cases: .*\| +(\d+) skipped/gm) ?? 0,
    failed,
    failures: Math.max(0, failures - cases) + failed.length,
    doubts: doubtIf(ended.length < begun, 'A test program ended before its last test.'),
  };
};
