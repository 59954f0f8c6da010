import type { TestReading } from '../parsers/parseTestOutput.ts';
import { parseTestOutput } from '../parsers/parseTestOutput.ts';
import { unreadTools } from '../output/unreadTools.ts';
import { withReportFiles } from './combine.ts';
import { printedReports, printedXml } from './readReport.ts';
import type { ReportFiles } from './reportFiles.ts';

/**
 * Reads all results of one execution of a command: those it printed, as text, in JSON or as JUnit XML, and those of its report files.
 *
 * @param text output without escape sequences
 * @param cwd folder the command ran in, absolute
 */
export function readResults(text: string, cwd: string, files: ReportFiles): TestReading {
  const { reports: json, rest } = printedReports(text);
  const printed = parseTestOutput(rest, cwd);
  const isSilent = printed.runners.length + json.length + files.reports.length === 0;
  const reports = isSilent ? printedXml(rest) : json;
  const reading = withReportFiles(printed, {
    ...files,
    reports: [...files.reports, ...reports.map((report) => ({ ...report, folder: '' }))],
    doubts: [...files.doubts, ...reports.flatMap(({ doubts = [], breaks = [] }) => [...breaks, ...doubts])],
  });
  return reading.failed.length > 0 ? reading : { ...reading, doubts: [...reading.doubts, ...unreadTools(rest)] };
}
