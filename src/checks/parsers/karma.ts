import type { TestReportParser } from '../output/testReport.ts';
import { doubtIf, failedTest, fileOfFrame } from '../output/testReport.ts';

const progress = /^(.+?): Executed (\d+) of (\d+)((?: \(.*?\))*)(?: (?:SUCCESS|ERROR|DISCONNECTED))?/gm;

/** Karma: "BROWSER name FAILED" for each failure, and lines of progress of which the last one of each browser counts. */
export const parseKarma: TestReportParser = (text) => {
  const last = new Map([...text.matchAll(progress)].map((line) => [line[1] ?? '', line]));
  if (last.size === 0) return undefined;
  const lines = text.split('\n');
  const failed = lines.flatMap((line, index) => {
    const browser = [...last.keys()].find((name) => line.startsWith(`${name} `));
    const name = browser === undefined ? undefined : /^(.+) FAILED$/.exec(line.slice(browser.length + 1))?.[1];
    if (name === undefined || browser === undefined) return [];
    const below = lines.slice(index + 1);
    const length = below.findIndex((next) => !/^\s/.test(next));
    const details = below.slice(0, length < 0 ? 30 : length);
    // Versions of browsers change, and the tests stay the same.
    return [failedTest(`${browser.replace(/[\d.]+ .*/, '').trim()}: ${name}`, fileOfFrame(details), details)];
  });
  const ends = [...last.values()];
  const sum = (of: (line: RegExpMatchArray) => number) => ends.reduce((total, line) => total + of(line), 0);
  const inBrackets = (line: RegExpMatchArray, word: string) =>
    Number(new RegExp(`(\\d+) ${word}`).exec(line[4] ?? '')?.[1] ?? 0);
  const failures = sum((line) => inBrackets(line, 'FAILED'));
  const skipped = sum((line) => inBrackets(line, 'skipped') || inBrackets(line, 'SKIPPED'));
  return {
    runner: 'karma',
    passed: Math.max(0, sum((line) => Number(line[2])) - failures - skipped),
    skipped,
    failed,
    failures,
    doubts: doubtIf(
      ends.some((line) => Number(line[2]) < Number(line[3]) && inBrackets(line, 'skipped') === 0) ||
        /\b(?:DISCONNECTED|Disconnected|ERROR$|An error was thrown in afterAll)/m.test(text),
      'A browser ended before its last test, or had an error outside of tests.',
    ),
  };
};
