import type { FailedTest, TestNames } from '../../core/model/checkRun.ts';

/** Result of one test runner, combined from all of its reports. */
export interface TestReport {
  readonly runner: string;
  /** Absent when the output does not say. */
  readonly passed?: number;
  readonly skipped?: number;
  readonly failed: readonly FailedTest[];
  /** Names of all tests that passed or were skipped; absent where the runner does not list every one. */
  readonly tests?: TestNames;
  /** Failures by the runner's own count; absent when it does not say. */
  readonly failures?: number;
  /** Exit codes, besides 1, with which the runner says that tests failed. */
  readonly exits?: readonly number[];
  /** Why there may be failures besides those named, as sentences. */
  readonly doubts?: readonly string[];
  /** Why the run has not reached its end, as sentences: it is red then, whatever exit code a script around it ends with. */
  readonly breaks?: readonly string[];
  /** Tests that failed and passed when the runner itself ran them again. */
  readonly flaky?: readonly string[];
  /** For each of `failed`, the names of its groups and its own, where the report has more than its name says. */
  readonly paths?: readonly string[];
  /** Time when the tests began by the report's own clock, epoch milliseconds. */
  readonly begunAt?: number;
}

/** Reads the output of one test runner, escape sequences already removed; undefined when it is not by that runner. */
export type TestReportParser = (text: string) => TestReport | undefined;

const excerptLength = 2_000;

/** The lines as one excerpt: without common indentation, blank edges and what is too long to show. */
export function excerptOf(lines: readonly string[]): string {
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const common = Math.min(...indents, 80);
  const text = lines.map((line) => line.slice(common).trimEnd()).join('\n');
  return text.replace(/^\n+/, '').trimEnd().slice(0, excerptLength);
}

/** The file of the first stack frame in JavaScript or TypeScript that belongs to the project, if there is one. */
export function fileOfFrame(lines: readonly string[]): string | undefined {
  for (const line of lines) {
    const file = /(?:file:\/\/)?([^\s()'"]+\.[cm]?[jt]sx?):\d+:\d+/.exec(line)?.[1];
    if (file !== undefined && !file.startsWith('node:') && !file.includes('node_modules')) return file;
  }
  return undefined;
}

/** A failed test, its file left out when unknown. */
export function failedTest(name: string, file: string | undefined, lines: readonly string[]): FailedTest {
  return { name, ...(file !== undefined && { file }), excerpt: excerptOf(lines) };
}

/**
 * The sum of the numbers that a pattern's first group finds, so that two reports in one output are both counted.
 *
 * @param pattern global
 * @returns undefined when it finds none
 */
export function sumOf(text: string, pattern: RegExp): number | undefined {
  const found = [...text.matchAll(pattern)];
  return found.length === 0 ? undefined : found.reduce((sum, match) => sum + Number(match[1] ?? 0), 0);
}

/** A sentence if something holds; for lists of doubts. */
export function doubtIf(holds: boolean, sentence: string): readonly string[] {
  return holds ? [sentence] : [];
}
