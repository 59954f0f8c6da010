import type { TestReportParser } from '../output/testReport.ts';
import { doubtIf, failedTest, sumOf } from '../output/testReport.ts';

/** `deno test`: a list under "FAILURES", and one line of counts. */
export const parseDeno: TestReportParser = (text) => {
  const counts = /^(?:ok|FAILED) \| (\d+) passed/gm;
  const passed = sumOf(text, counts);
  if (passed === undefined) return undefined;
  const failed = text
    .split(/^ ?FAILURES ?$/m)
    .slice(1)
    .flatMap((listed) => [...listed.matchAll(/^(.+) => (\S+?):\d+:\d+$/gm)])
    .map(([, name = '', file = '']) => failedTest(name, file.replace(/^\.\//, ''), []));
  const count = (word: string) => sumOf(text, new RegExp(`^(?:ok|FAILED) \\|.* (\\d+) ${word}`, 'gm')) ?? 0;
  return {
    runner: 'deno test',
    passed,
    skipped: count('ignored') + count('filtered out'),
    failed,
    failures: count('failed'),
    doubts: [
      ...doubtIf(/\(uncaught error\)/.test(text), 'A file failed outside of its tests, so some of them never ran.'),
      ...doubtIf(/^error: Type checking failed/m.test(text), 'The type check failed, so no test ran.'),
    ],
  };
};
