import type { TestReportParser } from '../output/testReport.ts';
import { doubtIf, failedTest, sumOf } from '../output/testReport.ts';

/** Elixir's ExUnit: numbered failures with their module, "N tests, M failures" for each application. */
export const parseExunit: TestReportParser = (text) => {
  const counts = /^(?:\d+ (?:doctests?|propert(?:y|ies)|features?), )*(\d+) tests?, \d+ failures?/gm;
  const ran = sumOf(text, counts);
  if (ran === undefined || !/^(?:Finished in|Randomized with seed|Running ExUnit)/m.test(text)) return undefined;
  const failed = [
    ...text.matchAll(/^ {2}\d+\) ((?:test|doctest|property|feature) .+ \(.+\))\n {5}(\S+):\d+\n([\s\S]*?)(?:\n\n|$)/gm),
  ].map(([, name = '', file, explanation = '']) => failedTest(name, file, explanation.split('\n').slice(0, 30)));
  const failures = sumOf(text, /^(?:\d+ \w+, )*\d+ tests?, (\d+) failures?/gm) ?? 0;
  const skipped =
    (sumOf(text, /^\d+ .*failures?.*?, (\d+) skipped/gm) ?? 0) +
    (sumOf(text, /^\d+ .*failures?.*?, (\d+) excluded/gm) ?? 0);
  const invalid = sumOf(text, /^\d+ .*failures?.*?, (\d+) invalid/gm) ?? 0;
  return {
    runner: 'ExUnit',
    passed: ran - failures - skipped - invalid,
    skipped,
    failed,
    failures,
    exits: [2],
    doubts: [
      ...doubtIf(invalid > 0, `${invalid} tests are invalid because their setup_all failed.`),
      ...doubtIf(
        /^== Compilation error|\*\* \((?:Compile|TokenMissing|Syntax)Error\)/m.test(text),
        'Something does not compile.',
      ),
      ...doubtIf(/^--max-failures reached/m.test(text), 'The tests stopped early (--max-failures).'),
    ],
  };
};
