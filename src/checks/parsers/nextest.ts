import type { TestReportParser } from '../output/testReport.ts';
import { doubtIf, failedTest } from '../output/testReport.ts';

/** `cargo nextest run`: a FAIL line for each failure, repeated below its summary. */
export const parseNextest: TestReportParser = (text) => {
  const summaries = [...text.matchAll(/^ +Summary \[.*?\] +(\d+)(?:\/(\d+))? tests? run: (.*)$/gm)];
  if (summaries.length === 0) return undefined;
  const lines = [
    ...text.matchAll(/^ +(?:(?:TRY \d+ )?FAIL|SIG[A-Z]+|TIMEOUT|ABORT) \[.*?\] (?:\( *\d+\/\d+\) )?(.+)$/gm),
  ];
  const names = new Set(lines.map(([, name = '']) => name.trim()));
  const count = (word: string) =>
    summaries.reduce(
      (sum, [, , , counts = '']) => sum + Number(new RegExp(`(\\d+) ${word}`).exec(counts)?.[1] ?? 0),
      0,
    );
  return {
    runner: 'cargo nextest',
    passed: count('passed'),
    skipped: count('skipped'),
    failed: [...names].map((name) => failedTest(name, undefined, [])),
    failures: count('failed') + count('timed out'),
    exits: [100],
    doubts: [
      ...doubtIf(
        summaries.some(([, ran, all]) => all !== undefined && all !== ran) || /^ *Cancel+ing due to/m.test(text),
        'Nextest stopped at the first failure. Add --no-fail-fast to the command.',
      ),
      ...doubtIf(/^ +SIG[A-Z]+ \[/m.test(text), 'A test ended by a signal.'),
    ],
  };
};
