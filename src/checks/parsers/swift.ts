import type { TestReportParser } from '../output/testReport.ts';
import { doubtIf, failedTest, sumOf } from '../output/testReport.ts';

/** `swift test`: XCTest's "Test Case '…' failed", and Swift Testing's "✘ Test … failed". */
export const parseSwift: TestReportParser = (text) => {
  const old = /^\s*Executed \d+ tests?, with/m.test(text);
  const run = /^[✔✘] Test run with (\d+) tests?.* (?:passed|failed) after/gm;
  if (!old && text.match(run) === null) return undefined;
  const cases = [...text.matchAll(/^Test Case '(.+)' (passed|failed|skipped) \([\d.]+ seconds\)/gm)];
  const tests = [...text.matchAll(/^✘ Test (?!run with|case )(.+?) failed after /gm)];
  const begun = text.match(/^Test Case '.+' started/gm)?.length ?? 0;
  const ofCases = (how: string) => cases.filter(([, , ended]) => ended === how);
  const failed = [...ofCases('failed'), ...tests].map(([, name = '']) => {
    const short = name.replace(/^-\[(.*)\]$/, '$1');
    const lines = text.split('\n').filter((line) => line.includes(name) && /error:|issue at/.test(line));
    return failedTest(short, /([^\s:]+\.swift):\d+/.exec(lines.join('\n'))?.[1], lines);
  });
  const newRan = sumOf(text, run) ?? 0;
  return {
    runner: 'swift test',
    passed: ofCases('passed').length + Math.max(0, newRan - tests.length),
    skipped: ofCases('skipped').length,
    failed,
    doubts: [
      ...doubtIf(begun > cases.length, 'A test began and never ended.'),
      ...doubtIf(/^(?:.*: )?Fatal error: |Exited with (?:unexpected )?signal/m.test(text), 'The tests crashed.'),
      ...doubtIf(
        /: error: (?!-\[|\S+ : )|error: fatalError/m.test(text.replace(/^.*: error: \S+ : .*$/gm, '')),
        'Something does not compile.',
      ),
      ...doubtIf(
        /^✘ Test run .* failed/m.test(text) && tests.length === 0,
        'Swift Testing failed without naming a test.',
      ),
    ],
  };
};
