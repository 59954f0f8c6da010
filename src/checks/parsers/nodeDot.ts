import type { TestReportParser } from '../output/testReport.ts';
import { failedTest, fileOfFrame } from '../output/testReport.ts';
import { unloadedFiles } from './unloaded.ts';

/** Node's own test runner, dot reporter: a line of dots, an X for each failure, and "Failed tests:" at the end. */
export const parseNodeDot: TestReportParser = (text) => {
  const dots = [...text.matchAll(/^[.X]+$/gm)].map(([line]) => line).join('');
  const listed = text.split(/^Failed tests:$/m).slice(1);
  if (dots === '' || listed.length === 0) return undefined;
  const failed = listed.flatMap((section) =>
    section
      .split(/^(?=✖ )/m)
      .filter((block) => block.startsWith('✖ '))
      .map((block) => {
        const [title = '', ...rest] = block.split('\n');
        return failedTest(title.replace(/^✖ /, '').replace(/ \([\d.]+m?s\)$/, ''), fileOfFrame(rest), rest);
      }),
  );
  return {
    runner: 'node --test',
    failed,
    failures: dots.replaceAll('.', '').length,
    doubts: unloadedFiles(failed),
  };
};
