import type { TestReportParser } from '../output/testReport.ts';
import { doubtIf, failedTest, sumOf } from '../output/testReport.ts';

/** `bun test`: "(fail) name" for each failure below the name of its file. */
export const parseBun: TestReportParser = (text) => {
  if (!/^Ran \d+ tests? across \d+ files?\./m.test(text)) return undefined;
  let file: string | undefined;
  const failed = text.split('\n').flatMap((line) => {
    file = /^(\S+\.[cm]?[jt]sx?):$/.exec(line)?.[1] ?? file;
    const name = /^(?:\(fail\)|✗) (.+?)(?: \[[\d.]+m?s\])?$/.exec(line)?.[1];
    return name === undefined ? [] : [failedTest(name, file, [])];
  });
  // Failures of long runs are repeated at the end.
  const [first] = text.split(/^\d+ tests? failed:$/m);
  const repeated = text.length - (first?.length ?? 0) > 0 ? failed.length / 2 : failed.length;
  return {
    runner: 'bun test',
    passed: sumOf(text, /^ *(\d+) pass$/gm) ?? 0,
    skipped: (sumOf(text, /^ *(\d+) skip$/gm) ?? 0) + (sumOf(text, /^ *(\d+) todo$/gm) ?? 0),
    failed: failed.slice(0, Math.ceil(repeated)),
    failures: sumOf(text, /^ *(\d+) fail$/gm) ?? 0,
    doubts: [
      ...doubtIf(
        (sumOf(text, /^ *(\d+) errors?$/gm) ?? 0) > 0,
        'A file could not be loaded, or failed between its tests.',
      ),
      ...doubtIf(/^Bailed out after/m.test(text), 'Bun stopped at the first failures (--bail).'),
    ],
  };
};
