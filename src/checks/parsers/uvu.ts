import type { TestReportParser } from '../output/testReport.ts';
import { failedTest, fileOfFrame, sumOf } from '../output/testReport.ts';

/** uvu: 'FAIL  suite  "name"' for each failure, then its totals. */
export const parseUvu: TestReportParser = (text) => {
  const total = sumOf(text, /^ {2}Total: +(\d+)$/gm);
  const passed = sumOf(text, /^ {2}Passed: +(\d+)$/gm);
  if (total === undefined || passed === undefined) return undefined;
  const failed = [...text.matchAll(/^ *FAIL {2}(.*?) ?"(.+)"\n([^]*?)(?=\n *FAIL {2}|\n {2}Total: )/gm)].map(
    ([, suite = '', name = '', rest = '']) =>
      failedTest(
        [suite.trim(), name].filter(Boolean).join(' > '),
        fileOfFrame(rest.split('\n')),
        rest.split('\n').slice(0, 30),
      ),
  );
  return {
    runner: 'uvu',
    passed,
    skipped: sumOf(text, /^ {2}Skipped: +(\d+)$/gm) ?? 0,
    failed,
    failures: Math.max(0, total - passed),
  };
};
