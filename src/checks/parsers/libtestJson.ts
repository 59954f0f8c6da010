import type { FailedTest } from '../../core/model/checkRun.ts';
import { isRecord, parseJson } from '../../util/records.ts';
import type { TestReportParser } from '../output/testReport.ts';
import { doubtIf, failedTest } from '../output/testReport.ts';

interface LibtestEvent {
  readonly type?: string;
  readonly event?: string;
  readonly name?: string;
  readonly stdout?: string;
  readonly message?: string;
  readonly failed?: number;
  readonly filtered_out?: number;
}

/** JSON of Rust's test programs (`cargo test -- --format json`, and nextest): one object a line. */
export const parseLibtestJson: TestReportParser = (text) => {
  const events = text.split('\n').flatMap(eventOf);
  if (!events.some(({ type }) => type === 'suite')) return undefined;
  const failed: FailedTest[] = [];
  let [passed, skipped, failures, started, ended] = [0, 0, 0, 0, 0];
  for (const { type, event, name = '', stdout = '', message = '', ...counts } of events) {
    if (type === 'suite') {
      if (event === 'started') started++;
      else ended++;
      failures += counts.failed ?? 0;
      skipped += counts.filtered_out ?? 0;
    } else if (event === 'ok') passed++;
    else if (event === 'ignored') skipped++;
    else if (event === 'failed' || event === 'timeout') {
      const output = `${message}\n${stdout}`;
      failed.push(failedTest(name, /panicked at (.+?):\d+:\d+/.exec(output)?.[1], output.split('\n')));
    }
  }
  const listed = /^error: \d+ targets? failed:$/m.test(text);
  const stopped = /^error: (?:test|doctest) failed, to rerun pass/m.test(text);
  return {
    runner: 'cargo test',
    passed,
    skipped,
    failed,
    failures,
    exits: [100, 101],
    doubts: [
      ...doubtIf(started > ended, 'A test program ended without its result.'),
      ...doubtIf(
        stopped && !listed,
        'Cargo stopped at the first red test program, so what comes after it never ran. Add --no-fail-fast to the command.',
      ),
    ],
  };
};

/** Programs log lines of the same form: what has other values in these places is none of a test program's. */
function eventOf(line: string): readonly LibtestEvent[] {
  if (!/^\{ ?"/.test(line) || !/"type": ?"(?:suite|test|bench)"/.test(line)) return [];
  const value = parseJson(line);
  if (!isRecord(value)) return [];
  const { type, event, name, stdout, message, failed, filtered_out: left } = value;
  const isEvent =
    (type === 'suite' || type === 'test') &&
    [event, name, stdout, message].every((word) => word === undefined || typeof word === 'string') &&
    [failed, left].every((count) => count === undefined || typeof count === 'number');
  return isEvent ? [value] : [];
}
