import type { FailedTest } from '../../core/model/checkRun.ts';
import { isRecord, parseJson } from '../../util/records.ts';
import type { TestReportParser } from '../output/testReport.ts';
import { failedTest } from '../output/testReport.ts';

interface GoEvent {
  readonly Action?: string;
  readonly Package?: string;
  readonly Test?: string;
  readonly Output?: string;
}

/** `go test -json`: one JSON object a line, see "go doc test2json". */
export const parseGoJson: TestReportParser = (text) => {
  const events = text.split('\n').flatMap(eventOf);
  if (!events.some(({ Package }) => Package !== undefined)) return undefined;
  const output = new Map<string, string[]>();
  const failed: FailedTest[] = [];
  const doubts: string[] = [];
  const open = new Set<string>();
  let [passed, skipped] = [0, 0];
  for (const { Action, Package = '', Test, Output } of events) {
    const key = `${Package}\n${Test ?? ''}`;
    if (Action === 'start') open.add(Package);
    if (Output !== undefined) output.set(key, [...(output.get(key) ?? []), Output.replace(/\n$/, '')]);
    if (Action === 'pass' && Test !== undefined) passed++;
    if (Action === 'skip' && Test !== undefined) skipped++;
    if (Action === 'fail' && Test !== undefined) failed.push(failedTest(Test, Package, output.get(key) ?? []));
    if (Test === undefined && ['pass', 'fail', 'skip'].includes(Action ?? '')) open.delete(Package);
    if (Action === 'fail' && Test === undefined && !failed.some(({ file }) => file === Package)) {
      doubts.push(`Package ${Package} failed without naming a test; it may not compile.`);
    }
    if (Output !== undefined && /^(?:panic: |fatal error: )/.test(Output)) {
      doubts.push(`Package ${Package} ended in a panic, so the rest of its tests never ran.`);
    }
  }
  for (const name of open) doubts.push(`Package ${name} ended without its result.`);
  return { runner: 'go test', passed, skipped, failed, doubts };
};

/** Programs log lines of the same form: what has anything but words in these places is none of go's. */
function eventOf(line: string): readonly GoEvent[] {
  if (!line.startsWith('{"') || !line.includes('"Action":')) return [];
  const value = parseJson(line);
  if (!isRecord(value)) return [];
  const { Action, Package, Test, Output } = value;
  const isEvent = [Action, Package, Test, Output].every((word) => word === undefined || typeof word === 'string');
  return isEvent ? [value] : [];
}
