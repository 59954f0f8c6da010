import type { FailedTest } from '../core/run/model.ts';

/** What one test runner's output says. */
export interface TestReport {
  /** Absent when the output does not say. */
  readonly passed?: number;
  readonly failed: readonly FailedTest[];
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

/** The number that a pattern's first group finds, if it does. */
export function countIn(text: string, pattern: RegExp): { readonly passed?: number } {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? {} : { passed: Number(found) };
}
