import type { TestReportParser } from '../output/testReport.ts';
import { doubtIf, failedTest, sumOf } from '../output/testReport.ts';

/** JUnit's console launcher: "Failures (N):" with the path of each, and counts in brackets. */
export const parseJunitConsole: TestReportParser = (text) => {
  const failures = sumOf(text, /^\[ +(\d+) tests failed +\]$/gm);
  if (failures === undefined) return undefined;
  const failed = text
    .split(/^Failures \(\d+\):$/m)
    .slice(1)
    .flatMap((section) => section.split(/^ {2}(?=JUnit \S+:)/m).slice(1))
    .map((block) => {
      const [name = '', ...rest] = block.split('\n');
      return failedTest(name, undefined, rest.slice(0, 40));
    });
  const count = (word: string) => sumOf(text, new RegExp(`^\\[ +(\\d+) ${word} +\\]$`, 'gm')) ?? 0;
  return {
    runner: 'JUnit',
    passed: count('tests successful'),
    skipped: count('tests skipped') + count('tests aborted'),
    failed,
    failures,
    doubts: doubtIf(count('containers failed') > 0, 'A test class could not be set up, so its tests never ran.'),
  };
};
