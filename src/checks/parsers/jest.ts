import type { FailedTest } from '../../core/run/model.ts';
import type { TestReportParser } from '../testReport.ts';
import { countIn, failedTest } from '../testReport.ts';

/** Jest's default reporter: "FAIL file" opens a file, "● name" each of its failures. A long run lists them twice. */
export const parseJest: TestReportParser = (text) => {
  if (!/^Test Suites: .*\d+ total$/m.test(text)) return undefined;
  const failed = new Map<string, FailedTest>();
  for (const section of text.split(/^ *(?=(?:FAIL|PASS) )|^(?=Test Suites: |Summary of all failing tests)/m)) {
    const file = /^FAIL (?:.* )?(\S+\.\w+)(?: \([\d.]+ m?s\))?\n/.exec(section)?.[1];
    if (file === undefined) continue;
    for (const block of section.split(/^ {2}● /m).slice(1)) {
      const [name = '', ...rest] = block.split('\n');
      failed.set(`${file}\n${name}`, failedTest(name.replaceAll(' › ', ' > '), file, rest));
    }
  }
  return { ...countIn(text, /^Tests: .*?(\d+) passed/m), failed: [...failed.values()] };
};
