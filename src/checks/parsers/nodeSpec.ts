import type { TestReportParser } from '../output/testReport.ts';
import { failedTest, sumOf } from '../output/testReport.ts';
import { unloadedFiles } from './unloaded.ts';

/** Node's own test runner, spec reporter: the list under "failing tests" contains each failure with its place. */
export const parseNodeSpec: TestReportParser = (text) => {
  if (!/^ℹ tests \d+$/m.test(text)) return undefined;
  const listed = text.split(/^✖ failing tests:$/m).slice(1);
  const failed = listed.flatMap((section) =>
    section
      .split(/^test at /m)
      .slice(1)
      .flatMap((block) => {
        const [place = '', title = '', ...rest] = block.split('\n');
        const name = /^✖ (.*?)(?: \([\d.]+m?s\))?(?: # .*)?$/.exec(title)?.[1];
        return name === undefined ? [] : [failedTest(name, place.replace(/:\d+:\d+$/, ''), rest)];
      }),
  );
  const failures = (sumOf(text, /^ℹ fail (\d+)$/gm) ?? 0) + (sumOf(text, /^ℹ cancelled (\d+)$/gm) ?? 0);
  return {
    runner: 'node --test',
    passed: sumOf(text, /^ℹ pass (\d+)$/gm) ?? 0,
    skipped: (sumOf(text, /^ℹ skipped (\d+)$/gm) ?? 0) + (sumOf(text, /^ℹ todo (\d+)$/gm) ?? 0),
    failed,
    failures,
    doubts: unloadedFiles(failed),
  };
};
