import type { TestReportParser } from '../output/testReport.ts';
import { doubtIf, failedTest, sumOf } from '../output/testReport.ts';

/** AVA: "✘ [fail]: file › title" for each failure, then how many of each kind. */
export const parseAva: TestReportParser = (text) => {
  if (!/^ {2}─+$|^ {2}(?:✔|✘)/m.test(text) || !/^ {2}\d+ tests? (?:passed|failed|skipped|todo)$/m.test(text))
    return undefined;
  const failed = [
    ...text.matchAll(/^ {2}✘ \[fail\]: (.+?)(?: (?:Error thrown in test|Rejected promise.*|.*assertion.*))?$/gm),
  ].map(([, name = '']) => failedTest(name, undefined, []));
  const count = (pattern: string) => sumOf(text, new RegExp(`^ {2}(\\d+) ${pattern}`, 'gm')) ?? 0;
  return {
    runner: 'ava',
    // With failures it says only how many there are of those.
    passed: Math.max(count('tests? passed$'), text.match(/^ {2}✔ /gm)?.length ?? 0),
    skipped: count('tests? (?:skipped|todo)$'),
    failed,
    failures: count('tests? failed$'),
    doubts: [
      ...doubtIf(count('(?:uncaught|unhandled)') > 0, 'There were errors outside of tests.'),
      ...doubtIf(
        count('(?:test files? (?:was|were) not found|tests? remaining)') > 0 || /^ {2}(?:✘|✖) (?!\[fail\])/m.test(text),
        'A test file failed by itself, or never ended.',
      ),
      ...doubtIf(/--fail-fast is on/.test(text), 'AVA stopped at the first failure (--fail-fast).'),
    ],
  };
};
