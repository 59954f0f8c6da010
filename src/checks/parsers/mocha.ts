import type { TestReportParser } from '../output/testReport.ts';
import { failedTest, fileOfFrame, sumOf } from '../output/testReport.ts';

/** Mocha's spec reporter, also Cypress: numbered failures after "N failing", their titles on lines that end with a colon. */
export const parseMocha: TestReportParser = (text) => {
  if (!/^ {2}\d+ passing \(/m.test(text)) return undefined;
  const failed = text
    .split(/^ {2}\d+ failing$/m)
    .slice(1)
    .flatMap(
      (listed) =>
        listed
          .split(/^ {2}\d+ passing \(/m, 1)[0]
          ?.split(/^ {2}\d+\) /m)
          .slice(1) ?? [],
    )
    .map((block) => {
      const lines = block.split('\n');
      const last = lines.findIndex((line) => line.endsWith(':'));
      const titles = lines.slice(0, last + 1).map((line) => line.trim().replace(/:$/, ''));
      const rest = lines.slice(last + 1);
      return failedTest(titles.join(' > '), fileOfFrame(rest), rest);
    });
  const failures = sumOf(text, /^ {2}(\d+) failing$/gm) ?? 0;
  const hooks = failed.filter(({ name }) => /"(?:before|after) (?:all|each)" hook/.test(name));
  return {
    runner: 'mocha',
    passed: sumOf(text, /^ {2}(\d+) passing/gm) ?? 0,
    skipped: sumOf(text, /^ {2}(\d+) pending/gm) ?? 0,
    failed,
    failures,
    exits: [Math.min(failures, 255)],
    doubts: hooks.map(({ name }) => `The hook ${name} failed, so the tests behind it never ran.`),
  };
};
