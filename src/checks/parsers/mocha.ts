import type { TestReportParser } from '../testReport.ts';
import { countIn, failedTest, fileOfFrame } from '../testReport.ts';

/** Mocha's spec reporter: numbered failures after "N failing", their titles on lines that end with a colon. */
export const parseMocha: TestReportParser = (text) => {
  if (!/^ {2}\d+ passing \(/m.test(text)) return undefined;
  const [, listed = ''] = text.split(/^ {2}\d+ failing$/m);
  const failed = listed
    .split(/^ {2}\d+\) /m)
    .slice(1)
    .map((block) => {
      const lines = block.split('\n');
      const last = lines.findIndex((line) => line.endsWith(':'));
      const titles = lines.slice(0, last + 1).map((line) => line.trim().replace(/:$/, ''));
      const rest = lines.slice(last + 1);
      return failedTest(titles.join(' > '), fileOfFrame(rest), rest);
    });
  return { ...countIn(text, /^ {2}(\d+) passing/m), failed };
};
