import { glob, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { readJunit } from './readJunit.ts';
import type { TestReading } from './parseTestOutput.ts';
import type { TestReport } from './testReport.ts';

/** Where runners leave their reports unless told otherwise. */
const commonPlaces = [
  '**/target/surefire-reports/TEST-*.xml',
  '**/target/failsafe-reports/TEST-*.xml',
  '**/build/test-results/**/TEST-*.xml',
  '{,**/}{junit,test-results,test-report}.xml',
  '**/reports/junit*.xml',
];
const passedBy = new Set(['node_modules', '.git', '.wavegate']);
/** File systems round the time of a file, some to two seconds. */
const roundingMs = 2_000;
const mostFiles = 2_000;

/**
 * Reads the reports that a check has written. A file that is older than its start is of an earlier run, and says nothing
 * about this one.
 *
 * @param root folder the check ran in
 * @param named globs of the plan (`checkpoint.report`); common places are looked at in any case
 * @param startedAt epoch milliseconds
 */
export async function readReports(
  root: string,
  named: readonly string[],
  startedAt: number,
): Promise<readonly TestReport[]> {
  const files = new Set<string>();
  const exclude = (name: string) => passedBy.has(path.basename(name));
  for await (const file of glob([...named, ...commonPlaces], { cwd: root, exclude })) {
    files.add(file);
    if (files.size >= mostFiles) break;
  }
  const reports: TestReport[] = [];
  for (const file of [...files].sort()) {
    const place = path.join(root, file);
    const found = await stat(place).catch(() => undefined);
    if (found?.isFile() !== true || found.mtimeMs < startedAt - roundingMs) continue;
    const report = readJunit(await readFile(place, 'utf8'));
    if (report !== undefined) reports.push(report);
  }
  return reports;
}

/**
 * Combines printed results with report files. Files say more than the lines of the same runner, so where both report
 * failures those of the files count; printed results of other runners, and every doubt that is not about names, are
 * kept.
 */
export function withReportFiles(printed: TestReading, files: readonly TestReport[]): TestReading {
  if (files.length === 0) return printed;
  const failed = files.flatMap((report) => report.failed);
  const sum = (of: (report: TestReport) => number | undefined) =>
    files.reduce((total, report) => total + (of(report) ?? 0), 0);
  const failures = Math.max(
    sum(({ failures: counted }) => counted),
    failed.length,
  );
  const passed = sum((report) => report.passed);
  const own = files.flatMap(({ doubts = [] }) => doubts);
  // The files are about everything that was printed: as many failures, and as many tests, as the runners say themselves.
  const complete = failures >= printed.failures && failures === failed.length && passed >= (printed.passed ?? 0);
  if (!complete) {
    return { ...printed, doubts: [...printed.doubts, ...own] };
  }
  return {
    passed,
    skipped: sum((report) => report.skipped),
    failed,
    failures,
    runners: [...printed.runners, 'JUnit XML'],
    red: failed.length > 0 ? [...printed.red, 'JUnit XML'] : printed.red,
    exits: printed.exits,
    doubts: [...printed.doubts.filter((doubt) => !/ names \d+\.$| without naming a test/.test(doubt)), ...own],
  };
}
