import { compareWithBaseline } from '../../../src/core/checks/compareWithBaseline.ts';
import type { Comparison } from '../../../src/core/checks/compareWithBaseline.ts';
import { isRed } from '../../../src/core/checks/isRed.ts';
import type { CheckRun } from '../../../src/core/model/checkRun.ts';
import { judgeRun } from '../../../src/checks/judgeRun.ts';
import { plainText } from '../../../src/checks/plainText.ts';
import { readResults } from '../../../src/checks/reports/readResults.ts';
import { readReport } from '../../../src/checks/reports/readReport.ts';
import type { ReportFiles } from '../../../src/checks/reports/reportFiles.ts';

/** Output and ending of a check. */
export interface Printed {
  readonly text: string;
  readonly exit?: number | null;
  readonly command?: string;
  /** Name of the check; `test` if absent. */
  readonly name?: string;
  /** It is there for a number that it prints. */
  readonly measures?: boolean;
  /** Report files that it wrote, by their paths. */
  readonly files?: Readonly<Record<string, string>>;
}

/** The run that a check would be, had it printed this. */
export function runOf({
  text: output,
  exit = 1,
  command = 'npm test',
  name = 'test',
  files = {},
  measures = false,
}: Printed): CheckRun {
  const text = plainText(output);
  const written = filesOf(files);
  const reading = readResults(text, '/home/dev/project', written);
  const reports = [...new Set(written.reports.map(({ folder }) => folder))];
  const { passed, skipped, failed, tests } = reading;
  return {
    name,
    command,
    exitCode: exit,
    timedOut: false,
    milliseconds: 1,
    runs: 1,
    ...(passed !== undefined && { passed }),
    ...(skipped !== undefined && skipped > 0 && { skipped }),
    ...(tests !== undefined && { tests }),
    failed,
    ...(reading.flaky.length > 0 && { flaky: reading.flaky }),
    ...(reports.length > 0 && { reports }),
    ...judgeRun({ name, command, exitCode: exit, timedOut: false, text, reading, measures }),
    tail: text,
  };
}

function filesOf(files: Readonly<Record<string, string>>): ReportFiles {
  const read = Object.entries(files).map(([file, text]) => ({ file, content: readReport(text) }));
  return {
    reports: read.flatMap(({ file, content }) =>
      content.kind === 'report' ? [{ ...content.report, folder: file.split('/').slice(0, -1).join('/') }] : [],
    ),
    doubts: read.flatMap(({ file, content }) => {
      if (content.kind === 'report') return [...(content.report.breaks ?? []), ...(content.report.doubts ?? [])];
      return content.kind === 'broken' ? [`${file} ${content.why}.`] : [];
    }),
  };
}

/** Whether a gate opens on what was printed now, given what was printed on the code as it was before. */
export function gateOn(now: Printed, before: Printed): Comparison {
  const run = runOf(now);
  if (!isRed(run)) return { run, passes: true, known: 0 };
  return compareWithBaseline(run, runOf(before));
}
