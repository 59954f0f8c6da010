import type { TestReportParser } from '../output/testReport.ts';
import { doubtIf, failedTest, sumOf } from '../output/testReport.ts';

/** RSpec: "rspec file:line # title" for each failure, a line of counts. */
export const parseRspec: TestReportParser = (text) => {
  const examples = sumOf(text, /^(\d+) examples?, \d+ failures?/gm);
  if (examples === undefined) return undefined;
  const failed = [...text.matchAll(/^rspec (\S+?)(?:\[[\d:,]+\]|:\d+)? # (.+)$/gm)].map(([, file = '', title = '']) => {
    const [, explanation = ''] = text.split(`) ${title}\n`);
    return failedTest(title, file.replace(/^'|'$/g, '').replace(/^\.\//, ''), explanation.split('\n').slice(0, 20));
  });
  const failures = sumOf(text, /^\d+ examples?, (\d+) failures?/gm) ?? 0;
  const skipped = sumOf(text, /^\d+ examples?, \d+ failures?, (\d+) pending/gm) ?? 0;
  return {
    runner: 'rspec',
    passed: examples - failures - skipped,
    skipped,
    failed,
    failures,
    doubts: [
      ...doubtIf(
        /errors? occurred (?:while loading|outside of examples)/.test(text),
        'A file could not be loaded, so its examples never ran.',
      ),
      ...doubtIf(
        /^An error occurred in an? `?(?:before|after)\(?:?(?:suite|context)/m.test(text),
        'A hook of the suite failed.',
      ),
    ],
  };
};
