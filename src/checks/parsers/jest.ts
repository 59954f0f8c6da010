import type { FailedTest } from '../../core/model/checkRun.ts';
import type { TestReportParser } from '../output/testReport.ts';
import { doubtIf, failedTest, sumOf } from '../output/testReport.ts';

const unloaded = 'Test suite failed to run';

/** Jest's default reporter: "FAIL file" opens a file, "● name" each of its failures. A long run lists them twice. */
export const parseJest: TestReportParser = (text) => {
  if (!/^Test Suites: .*\d+ total$/m.test(text)) return undefined;
  const failed = new Map<string, FailedTest>();
  let report = 0;
  for (const section of text.split(/^ *(?=(?:FAIL|PASS) )|^(?=Test Suites: |Summary of all failing tests)/m)) {
    if (section.startsWith('Test Suites: ')) report++;
    const file = /^FAIL (?:.* )?(\S+\.\w+)(?: \([\d.]+ m?s\))?\n/.exec(section)?.[1];
    if (file === undefined) continue;
    const seen = new Map<string, number>();
    for (const block of section.split(/^ {2}● /m).slice(1)) {
      const [name = '', ...rest] = block.split('\n');
      // Two tests of a file may have the same name; the summary of a long run repeats both.
      const nth = (seen.get(name) ?? 0) + 1;
      seen.set(name, nth);
      failed.set(`${report}\n${file}\n${name}\n${nth}`, failedTest(name.replaceAll(' › ', ' > '), file, rest));
    }
  }
  const all = [...failed.values()];
  const suites = all.filter(({ name }) => name === unloaded);
  const failedSuites = sumOf(text, /^Test Suites: (?:\d+ \w+, )*?(\d+) failed/gm) ?? 0;
  const files = new Set(all.map(({ file }) => file)).size;
  return {
    runner: 'jest',
    passed: sumOf(text, /^Tests: .*?(\d+) passed/gm) ?? 0,
    skipped: (sumOf(text, /^Tests: .*?(\d+) skipped/gm) ?? 0) + (sumOf(text, /^Tests: .*?(\d+) todo/gm) ?? 0),
    failed: all,
    failures: (sumOf(text, /^Tests: .*?(\d+) failed/gm) ?? 0) + suites.length,
    doubts: [
      ...doubtIf(/^Test Suites: .* of \d+ total$/m.test(text), 'Jest stopped before all test files had run (--bail).'),
      ...doubtIf(failedSuites > files && report === 1, 'Jest reports more red test files than it lists.'),
      ...doubtIf(/^Test run was interrupted/m.test(text), 'The run was interrupted.'),
      ...suites.map(({ file }) => `${file} could not be loaded, so its tests never ran.`),
    ],
  };
};
