import type { FailedTest } from '../core/run/model.ts';
import { parseCargo } from './parsers/cargo.ts';
import { parseJest } from './parsers/jest.ts';
import { parseMocha } from './parsers/mocha.ts';
import { parseNodeSpec } from './parsers/nodeSpec.ts';
import { parsePytest } from './parsers/pytest.ts';
import { parseTap } from './parsers/tap.ts';
import { parseVitest } from './parsers/vitest.ts';
import type { TestReport, TestReportParser } from './testReport.ts';

/** Each knows its own runner by a line no other prints. */
const parsers: readonly TestReportParser[] = [
  parseNodeSpec,
  parseTap,
  parseJest,
  parseVitest,
  parseMocha,
  parsePytest,
  parseCargo,
];

/**
 * Reads which tests failed from what a check printed. A command may run several runners in a row, so every report found
 * counts. Output of an unknown kind gives no failures, which does not mean that there were none: the exit code decides.
 *
 * @param text output without escape sequences
 * @param root folder the check ran in; places below it are given relative to it, so that two folders can be compared
 */
export function parseTestOutput(text: string, root: string): TestReport {
  const relative = withoutRoot(text.replaceAll('\r\n', '\n'), root);
  const reports = parsers.flatMap((parse) => parse(relative) ?? []);
  const counts = reports.flatMap(({ passed }) => passed ?? []);
  return {
    ...(counts.length > 0 && { passed: counts.reduce((sum, count) => sum + count, 0) }),
    failed: reports.flatMap(({ failed }) => failed).map(withForwardSlashes),
  };
}

/** Runners name files by path or by URL, and on Windows with either slash. */
function withoutRoot(text: string, root: string): string {
  const forward = root.replaceAll('\\', '/');
  const url = forward.startsWith('/') ? `file://${forward}/` : `file:///${forward}/`;
  return [url, `${forward}/`, `${root}\\`].reduce((result, prefix) => result.replaceAll(prefix, ''), text);
}

function withForwardSlashes(test: FailedTest): FailedTest {
  return test.file === undefined ? test : { ...test, file: test.file.replaceAll('\\', '/') };
}
