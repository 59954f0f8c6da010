import type { TestReportParser } from '../output/testReport.ts';
import { doubtIf, failedTest, sumOf } from '../output/testReport.ts';

/** Vitest's default reporter: one " FAIL  file > names" line for each failure, a ruler after its explanation. */
export const parseVitest: TestReportParser = (text) => {
  if (!/^ *Test Files +.*\(\d+\)$/m.test(text)) return undefined;
  const unloaded: string[] = [];
  // Several lines in a row share one explanation.
  const failed = [...text.matchAll(/^ FAIL +(.+)$/gm)].map((match) => {
    const [place = '', ...names] = (match[1] ?? '').split(' > ');
    const file = place.replace(/ \[ .* \]$/, '').replace(/^\|.*?\| +/, '');
    const rest = text
      .slice(match.index)
      .split('\n')
      .filter((line) => !/^ FAIL +/.test(line));
    const ruler = rest.findIndex((line) => line.startsWith('⎯'));
    if (names.length === 0) unloaded.push(file);
    return failedTest(names.join(' > ') || file, file, ruler < 0 ? rest.slice(0, 60) : rest.slice(0, ruler));
  });
  const count = (word: string) => sumOf(text, new RegExp(`^ *Tests +.*?(\\d+) ${word}`, 'gm'));
  return {
    runner: 'vitest',
    passed: count('passed') ?? 0,
    skipped: (count('skipped') ?? 0) + (count('todo') ?? 0),
    failed,
    failures: (count('failed') ?? 0) + unloaded.length,
    doubts: [
      ...unloaded.map((file) => `${file} could not be loaded, so its tests never ran.`),
      ...doubtIf(/^ *Errors +\d+ error/m.test(text), 'Vitest reports errors outside of tests ("Unhandled Errors").'),
    ],
  };
};
