import type { TestReportParser } from '../output/testReport.ts';
import { doubtIf, failedTest, sumOf } from '../output/testReport.ts';

/** PHPUnit: numbered failures, then "OK (…)" or a line of counts. */
export const parsePhpunit: TestReportParser = (text) => {
  if (!/^(?:OK \(\d+ tests?, \d+ assertions?\)|Tests: \d+, Assertions: \d+)/m.test(text)) return undefined;
  const ran = (sumOf(text, /^OK \((\d+) tests?,/gm) ?? 0) + (sumOf(text, /^Tests: (\d+), Assertions/gm) ?? 0);
  const count = (word: string) => sumOf(text, new RegExp(`^Tests: \\d+, .*?\\b${word}: (\\d+)`, 'gm')) ?? 0;
  // Warnings, risky and skipped tests are listed the same way, under headings of their own.
  const sections = text
    .split(/^(?=(?:--\n\n)?There (?:was|were) \d+ )/m)
    .filter((part) => /\d+ (?:failure|error)s?:/.test(part));
  const failed = sections.flatMap((section) =>
    section
      .split(/^\d+\) /m)
      .slice(1)
      .map((block) => {
        const [name = '', ...rest] = block.split('\n');
        return failedTest(name, /^(\S+\.php):\d+$/m.exec(block)?.[1], rest.slice(0, 30));
      }),
  );
  const asserted =
    (sumOf(text, /^OK \(\d+ tests?, (\d+) assertions?\)/gm) ?? 0) +
    (sumOf(text, /^Tests: \d+, Assertions: (\d+)/gm) ?? 0);
  const failures = count('Failures') + count('Errors');
  const skipped = count('Skipped') + count('Incomplete');
  return {
    runner: 'phpunit',
    passed: ran - failures - skipped,
    skipped,
    failed,
    failures,
    exits: [2],
    breaks: doubtIf(ran > 0 && ran > skipped && failures === 0 && asserted === 0, 'Its tests made no assertion.'),
    doubts: [
      ...doubtIf(/^(?:PHP )?(?:Fatal|Parse) error:/m.test(text), 'PHP ended with a fatal error.'),
      ...doubtIf(
        /\bsetUpBeforeClass\(\)/.test(sections.join('\n')),
        'setUpBeforeClass failed, so tests of its class never ran.',
      ),
    ],
  };
};
