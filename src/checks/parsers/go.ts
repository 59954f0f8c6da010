import type { FailedTest } from '../../core/model/checkRun.ts';
import type { TestReportParser } from '../output/testReport.ts';
import { failedTest } from '../output/testReport.ts';

interface Tally {
  passed: number;
  skipped: number;
  readonly failed: FailedTest[];
  readonly doubts: string[];
}

/** `go test`, with and without -v: "--- FAIL: name" for each failure, then a line for each package. */
export const parseGo: TestReportParser = (text) => {
  if (!/^(?:ok|FAIL|---|\?) {0,3}\t?\S+.*\t|^(?:FAIL|ok {2})\t/m.test(text)) return undefined;
  if (!/^(?:(?:ok {2}|FAIL|\? {3})\t\S+)/m.test(text)) return undefined;
  const tally: Tally = { passed: 0, skipped: 0, failed: [], doubts: [] };
  const verbose = /^=== RUN /m.test(text);
  let pending: { name: string; lines: string[] }[] = [];
  let panicked: string | undefined;
  for (const line of text.split('\n')) {
    const result = /^ *--- (FAIL|PASS|SKIP): (.+?) \([\d.]+s\)$/.exec(line);
    const ended = /^(ok {2}|FAIL|\? {3})\t(\S+)(?:\s+(.*))?$/.exec(line);
    if (result !== null) {
      if (result[1] === 'PASS') tally.passed++;
      if (result[1] === 'SKIP') tally.skipped++;
      if (result[1] === 'FAIL') pending.push({ name: result[2] ?? '', lines: [] });
    } else if (ended !== null) {
      const [, how, name = '', detail = ''] = ended;
      tally.failed.push(...pending.map((test) => failedTest(test.name, name, test.lines)));
      if (how === 'FAIL' && /\[(?:build|setup) failed\]/.test(detail)) {
        tally.doubts.push(`Package ${name} does not compile, so its tests never ran.`);
      } else if (how === 'FAIL' && panicked !== undefined) {
        tally.doubts.push(`Package ${name} ended in a panic (${panicked}), so the rest of its tests never ran.`);
      } else if (how === 'FAIL' && pending.length === 0) {
        tally.doubts.push(`Package ${name} failed without naming a test.`);
      }
      pending = [];
      panicked = undefined;
    } else if (/^(?:panic: |fatal error: )/.test(line)) panicked = line.slice(0, 80);
    else pending.at(-1)?.lines.push(line);
  }
  if (!cameToItsEnd(text)) tally.doubts.push('go test did not come to its end.');
  if (pending.length > 0) tally.doubts.push('A package ended without its result.');
  return {
    runner: 'go test',
    ...(verbose && { passed: tally.passed, skipped: tally.skipped }),
    failed: tally.failed,
    doubts: tally.doubts,
  };
};

/** With several packages a last FAIL stands by itself; with the one of the folder, its exit status stands before its result. */
function cameToItsEnd(text: string): boolean {
  const red = [...text.matchAll(/^FAIL\t.*$/gm)].at(-1);
  if (red === undefined) return true;
  const end = red.index + red[0].length;
  return /^FAIL$/m.test(text.slice(end)) || /^exit status \d+\n$/m.test(text.slice(0, red.index).slice(-20));
}
