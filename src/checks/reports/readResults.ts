import type { TestReading } from '../parsers/parseTestOutput.ts';
import { parseTestOutput } from '../parsers/parseTestOutput.ts';
import { withReportFiles } from './combine.ts';
import { printedReports } from './readReport.ts';
import type { ReportFiles } from './reportFiles.ts';

/**
 * Reads all results of one execution of a command: those it printed, as text or in JSON, and those of its report files.
 *
 * @param text output without escape sequences
 * @param cwd folder the command ran in, absolute
 */
export function readResults(text: string, cwd: string, files: ReportFiles): TestReading {
  const { reports, rest } = printedReports(text);
  return withReportFiles(parseTestOutput(rest, cwd), {
    ...files,
    reports: [...files.reports, ...reports.map((report) => ({ ...report, folder: '' }))],
    doubts: [...files.doubts, ...reports.flatMap(({ doubts = [] }) => doubts)],
  });
}
