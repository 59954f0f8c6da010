import type { TestReportParser } from '../output/testReport.ts';
import { doubtIf, failedTest } from '../output/testReport.ts';

/** Boost.Test: 'file(line): error: in "suite/case": …' for each check, then the number of failures or "No errors detected". */
export const parseBoostTest: TestReportParser = (text) => {
  const modules = /^\*\*\* (?:\d+ failures? (?:is|are) detected|No errors detected|Errors? (?:was|were) detected)/gm;
  const ended = text.match(modules)?.length ?? 0;
  const begun = [...text.matchAll(/^Running (\d+) test cases?\.\.\.$/gm)];
  if (begun.length === 0) return undefined;
  const checks = [...text.matchAll(/^(.+?)\((\d+)\): (?:fatal )?error: in "(.+?)": (.*)$/gm)];
  const places = new Map(checks.map(([, file, , name]) => [name ?? '', file]));
  const failed = [...places].map(([name, file]) =>
    failedTest(
      name,
      file,
      checks.filter((check) => check[3] === name).map(([line]) => line),
    ),
  );
  const all = begun.reduce((sum, [, count]) => sum + Number(count), 0);
  return {
    runner: 'Boost.Test',
    passed: Math.max(0, all - failed.length),
    failed,
    exits: [200, 201],
    doubts: [
      ...doubtIf(ended < begun.length, 'A test program ended before its last test.'),
      ...doubtIf(/^(?:unknown location|.*\(\d+\)): fatal error: in "/m.test(text), 'A test ended its program.'),
    ],
  };
};
