import type { TestReportParser } from '../output/testReport.ts';
import { doubtIf, failedTest, sumOf } from '../output/testReport.ts';

/** Pest, and Laravel's `artisan test`: "FAILED  Class > name" for each failure, then "Tests:  1 failed, 5 passed (…)". */
export const parsePest: TestReportParser = (text) => {
  if (!/^ {2}Tests: +(?:\d+ \w+, )*\d+ \w+ \(\d+ assertions?\)/m.test(text)) return undefined;
  const failed = [
    ...text.matchAll(/^ {2,3}FAILED {2}(.+? > .+?)(?: {2,}\S*)?\n([^]*?)(?=\n {2,3}FAILED {2}|\n {2}Tests: )/gm),
  ].map(([, name = '', rest = '']) =>
    failedTest(name.trim(), /^ +at (\S+\.php):\d+/m.exec(rest)?.[1], rest.split('\n').slice(0, 30)),
  );
  const count = (word: string) => sumOf(text, new RegExp(`^ {2}Tests: .*?\\b(\\d+) ${word}\\b`, 'gm')) ?? 0;
  return {
    runner: 'pest',
    passed: count('passed'),
    skipped: count('skipped') + count('todos?') + count('incomplete'),
    failed,
    failures: count('failed'),
    exits: [2],
    doubts: doubtIf(/^ *(?:PHP )?(?:Fatal|Parse) error:/m.test(text), 'PHP ended with a fatal error.'),
  };
};
