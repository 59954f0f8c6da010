import type { TestReportParser } from '../testReport.ts';
import { countIn, failedTest } from '../testReport.ts';

/** Node's own test runner, spec reporter: the list under "failing tests" holds each failure with its place. */
export const parseNodeSpec: TestReportParser = (text) => {
  if (!/^ℹ tests \d+$/m.test(text)) return undefined;
  const [, listed = ''] = text.split(/^✖ failing tests:$/m);
  const failed = listed.split(/^test at /m).flatMap((block) => {
    const [place = '', title = '', ...rest] = block.split('\n');
    const name = /^✖ (.*?)(?: \([\d.]+m?s\))?$/.exec(title)?.[1];
    return name === undefined ? [] : [failedTest(name, place.replace(/:\d+:\d+$/, ''), rest)];
  });
  return { ...countIn(text, /^ℹ pass (\d+)$/m), failed };
};
