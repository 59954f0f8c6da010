import type { TestReportParser } from '../testReport.ts';
import { countIn, failedTest } from '../testReport.ts';

/** Vitest's default reporter: one " FAIL  file > names" line for each failure, a ruler after its explanation. */
export const parseVitest: TestReportParser = (text) => {
  if (!/^ *Test Files +.*\(\d+\)$/m.test(text)) return undefined;
  const failed = text
    .split(/^ FAIL +/m)
    .slice(1)
    .map((block) => {
      const [title = '', ...rest] = block.split('\n');
      const [place = '', ...names] = title.split(' > ');
      const file = place.replace(/ \[ .* \]$/, '').replace(/^\|.*?\| +/, '');
      const ruler = rest.findIndex((line) => line.startsWith('⎯'));
      return failedTest(names.join(' > ') || file, file, ruler < 0 ? rest : rest.slice(0, ruler));
    });
  return { ...countIn(text, /^ *Tests +.*?(\d+) passed/m), failed };
};
