import type { TestReportParser } from '../output/testReport.ts';
import { doubtIf, failedTest, sumOf } from '../output/testReport.ts';

/** `dotnet test`: "  Failed name [time]" for each failure, a line of counts for each assembly. */
export const parseDotnet: TestReportParser = (text) => {
  const short = /^(?:Failed|Passed|Skipped)! +- Failed: +(\d+), Passed: +\d+, Skipped: +\d+, Total: +\d+/gm;
  const isLong = /^Total tests: (?:\d+|Unknown)$/m.test(text);
  if (!isLong && text.match(short) === null) return undefined;
  const lines = text.split('\n');
  const failed = lines.flatMap((line, index) => {
    const name = /^ *(?:\[xUnit.*\] +)?Failed (\S.*?) \[[^\]]*\]$/.exec(line)?.[1];
    return name === undefined ? [] : [failedTest(name, undefined, lines.slice(index + 1, index + 20))];
  });
  const count = (word: string) =>
    sumOf(text, isLong ? new RegExp(`^ +${word}: (\\d+)$`, 'gm') : new RegExp(`^\\w+! +-.* ${word}: +(\\d+),`, 'gm')) ??
    0;
  return {
    runner: 'dotnet test',
    passed: count('Passed'),
    skipped: count('Skipped'),
    failed,
    failures: count('Failed'),
    doubts: [
      ...doubtIf(/run (?:was )?aborted|Test Run Aborted|Total tests: Unknown/i.test(text), 'The test run was aborted.'),
      ...doubtIf(
        /\berror (?:CS|FS|BC|MSB|NU|NETSDK)\d+:|^Build FAILED/m.test(text),
        'Something does not compile, so its tests never ran.',
      ),
    ],
  };
};
