import type { TestReportParser } from '../output/testReport.ts';
import { doubtIf, failedTest, sumOf } from '../output/testReport.ts';

/** Playwright's list, line and dot reporters: "  N failed" with a line for each, "  N passed (time)" at the end. */
export const parsePlaywright: TestReportParser = (text) => {
  if (!/^Running \d+ tests? using \d+ workers?/m.test(text)) return undefined;
  const passed = sumOf(text, /^ {2}(\d+) passed \(/gm) ?? 0;
  const failed = text
    .split(/^ {2}\d+ failed$/m)
    .slice(1)
    .flatMap((listed) => {
      const lines = listed.split('\n').slice(1);
      const end = lines.findIndex((line) => !line.startsWith('    '));
      return lines.slice(0, end < 0 ? undefined : end);
    })
    .map((line) => {
      const title = line.trim().replace(/ ─+$/, '').trim();
      const file = /(\S+?):\d+:\d+ › /.exec(title)?.[1];
      return failedTest(title.replace(/:\d+:\d+ › /, ' › '), file, []);
    });
  const count = (words: string) => sumOf(text, new RegExp(`^ {2}(\\d+) ${words}`, 'gm')) ?? 0;
  return {
    runner: 'playwright',
    passed: passed + count('flaky'),
    skipped: count('skipped'),
    failed,
    failures: count('failed$'),
    doubts: [
      ...doubtIf(/^Testing stopped early after/m.test(text), 'Playwright stopped early (--max-failures).'),
      ...doubtIf(
        /^ {2}\d+ errors? (?:was|were) not a part of any test/m.test(text),
        'There were errors outside of tests.',
      ),
    ],
    breaks: [
      ...doubtIf(count('did not run') > 0, `${count('did not run')} tests did not run.`),
      ...doubtIf(count('interrupted') > 0, 'Tests were interrupted.'),
    ],
  };
};
