import type { TestReportParser } from '../testReport.ts';
import { failedTest } from '../testReport.ts';

/** `cargo test`: one section "---- name stdout ----" for each failure, one result line for each test program. */
export const parseCargo: TestReportParser = (text) => {
  const results = [...text.matchAll(/^test result: .*?(\d+) passed;/gm)];
  if (results.length === 0) return undefined;
  const failed = [...text.matchAll(/^test (.+) \.\.\. FAILED$/gm)].map(([, name = '']) => {
    const [, section = ''] = text.split(`\n---- ${name} stdout ----\n`);
    const [explanation = ''] = section.split(/^(?:stack backtrace:|note: .*|---- .* ----|failures:)$/m);
    const file = /panicked at (.+?):\d+:\d+/.exec(explanation)?.[1];
    return failedTest(name, file, explanation.split('\n'));
  });
  return { passed: results.reduce((sum, [, count]) => sum + Number(count), 0), failed };
};
