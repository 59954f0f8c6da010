import type { TestReportParser } from '../output/testReport.ts';
import { doubtIf, failedTest, sumOf } from '../output/testReport.ts';

const testLine = /^failed (\S.*?) \((?:\d+(?:h|m|s|ms) ?)+\)$/;

/**
 * `dotnet test` as .NET 9 and later print it: Microsoft.Testing.Platform with "failed name (5ms)", and the terminal logger
 * of VSTest with "error TESTERROR".
 */
export const parseTestingPlatform: TestReportParser = (text) => {
  const platform = /^Test run summary: /m.test(text);
  const logger = /^Test summary: total: \d+, failed: \d+, succeeded: \d+, skipped: \d+/m.test(text);
  if (!platform && !logger) return undefined;
  const lines = text.split('\n');
  const failed = platform
    ? lines.flatMap((line, index) => {
        const name = testLine.exec(line.trim())?.[1];
        const details = lines.slice(index + 1, index + 20);
        return name === undefined ? [] : [failedTest(name, undefined, details)];
      })
    : [...text.matchAll(/^ *(\S.*?)\(\d+\): error TESTERROR: ?\n? *(\S.*?) \([^()]*\): Error Message: (.*)$/gm)].map(
        ([, file, name = '', message = '']) => failedTest(name, file, [message]),
      );
  const count = (word: string) =>
    sumOf(
      text,
      platform ? new RegExp(`^ +${word}: (\\d+)$`, 'gm') : new RegExp(`^Test summary: .*\\b${word}: (\\d+)`, 'gm'),
    ) ?? 0;
  return {
    runner: 'dotnet test',
    passed: count('succeeded'),
    skipped: count('skipped'),
    failed,
    failures: count('failed'),
    exits: [2],
    doubts: [
      ...doubtIf(
        /^ +error: [1-9]|Test run summary: (?:Aborted|Zero tests ran)/m.test(text),
        'The test run was aborted.',
      ),
      ...doubtIf(
        /\berror (?:CS|FS|BC|MSB|NU|NETSDK)\d+:|^Build FAILED/m.test(text),
        'Something does not compile, so its tests never ran.',
      ),
    ],
  };
};
