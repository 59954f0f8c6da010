import { steadyName } from '../../core/checks/steadyName.ts';
import type { FailedTest } from '../../core/model/checkRun.ts';
import type { TestReading } from '../parsers/parseTestOutput.ts';
import type { TestReport } from '../output/testReport.ts';
import { allNames } from '../parsers/listedTests.ts';
import type { PlacedReport, ReportFiles } from './reportFiles.ts';

/**
 * Combines printed results with report files. A failure counts wherever it is named: those of the files, and those that
 * were printed and are in none of them. Counts are those of whichever side knows of more tests.
 */
export function withReportFiles(printed: TestReading, files: ReportFiles): TestReading {
  const reports = withoutRepeated(files.reports);
  const doubts = [...printed.doubts, ...files.doubts];
  if (reports.length === 0) {
    const silent = printed.runners.length === 0 && files.unwritten !== undefined ? [files.unwritten] : [];
    const { unwritten } = files;
    return { ...printed, ...(unwritten !== undefined && { unwritten }), doubts: [...doubts, ...silent] };
  }
  const named = reports.flatMap((report) => report.failed);
  const failed = [...named, ...notIn(printed.failed, reports)];
  const sum = (of: (report: TestReport) => number | undefined) =>
    reports.reduce((total, report) => total + (of(report) ?? 0), 0);
  const counted = sum((report) => Math.max(report.failures ?? 0, report.failed.length));
  const failures = Math.max(counted, printed.failures, failed.length);
  const passed = sum((report) => report.passed);
  const counts = reports.some((report) => report.passed !== undefined);
  const filesKnowMore = passed + counted >= (printed.passed ?? 0) + printed.failures;
  const tests = filesKnowMore ? allNames(reports.map((report) => report.tests)) : printed.tests;
  const otherwise = counts ? otherCount(printed, passed + counted + sum((report) => report.skipped)) : undefined;
  const unexplained = failures > failed.length;
  const red = reports.filter((report) => report.failed.length > 0);
  const redFolders = new Set(red.map(({ folder }) => folder)).size;
  return {
    ...(filesKnowMore
      ? counts && { passed, skipped: sum((report) => report.skipped) }
      : {
          ...(printed.passed !== undefined && { passed: printed.passed }),
          ...(printed.skipped !== undefined && { skipped: printed.skipped }),
        }),
    ...(otherwise !== undefined && { otherwise }),
    failed,
    ...(tests !== undefined && { tests }),
    failures,
    runners: [...printed.runners, ...reports.map(({ runner }) => runner)],
    red: [...printed.red, ...red.map(({ runner }) => runner)],
    exits: [...printed.exits, ...reports.flatMap(({ exits = [] }) => exits)],
    flaky: [...new Set([...printed.flaky, ...reports.flatMap(({ flaky = [] }) => flaky)])],
    breaks: [...printed.breaks, ...reports.flatMap(({ breaks = [] }) => breaks)],
    doubts: [
      ...doubts.filter((doubt) => !isAnswered(doubt, unexplained, redFolders)),
      ...(unexplained ? [`The reports count ${failures} failures and name ${failed.length}.`] : []),
    ],
  };
}

/** The lower number where both sides count: the other is the one that is taken. */
function otherCount({ passed, failures, skipped = 0 }: TestReading, reported: number): TestReading['otherwise'] {
  const printed = passed === undefined ? reported : passed + failures + skipped;
  if (printed === reported) return undefined;
  return printed < reported ? { by: 'printed', tests: printed } : { by: 'reports', tests: reported };
}

/** Doubts about printed failures without names, once files name as many. */
function isAnswered(doubt: string, unexplained: boolean, redFolders: number): boolean {
  if (!unexplained && / names \d+\.$| without naming a test/.test(doubt)) return true;
  const units = /^(\d+) packages are red /.exec(doubt)?.[1];
  return units !== undefined && !unexplained && redFolders >= Number(units);
}

/** Printed failures that no file names. Each failure of a file stands for one printed one at most. */
function notIn(printed: readonly FailedTest[], reports: readonly TestReport[]): readonly FailedTest[] {
  const unused = reports.flatMap(({ failed, paths = [] }) =>
    failed.map((test, index) => plain(`${test.file ?? ''} ${paths[index] ?? ''} ${test.name}`)),
  );
  return printed.filter((test) => {
    // PHPUnit prints the values of a data set behind its name.
    const name = plain(test.name.replace(/( with data set .*) \(.*\)$/, '$1'));
    const at = unused.findIndex((other) => other.includes(name));
    if (at >= 0) unused.splice(at, 1);
    return at < 0;
  });
}

/** One run may write its report in two formats; the same results twice are one report. */
function withoutRepeated(reports: readonly PlacedReport[]): readonly PlacedReport[] {
  return reports.filter(
    (report, index) =>
      !reports
        .slice(0, index)
        .some(
          (other) =>
            other.runner !== report.runner &&
            other.folder === report.folder &&
            other.passed === report.passed &&
            other.failed.length === report.failed.length &&
            notIn(report.failed, [other]).length === 0,
        ),
  );
}

const plain = (name: string) =>
  steadyName(name)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
