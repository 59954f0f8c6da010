import type { FailedTest } from '../../core/model/checkRun.ts';
import type { TestReportParser } from '../output/testReport.ts';
import { sumOf } from '../output/testReport.ts';

const plain = /^(\S+?)\(\d+,\d+\): error (TS\d+): (.+)$/;
const pretty = /^(\S+?):\d+:\d+ - error (TS\d+): (.+)$/;
const mypy = /^(\S+?):\d+(?::\d+)?: error: (.+?)(?: {2}\[([\w-]+)\])?$/;

/** The TypeScript compiler and mypy: a line for each error with its place. */
export const parseCompilerErrors: TestReportParser = (text) => {
  const isMypy = /^Found \d+ errors? in \d+ files? \(checked/m.test(text);
  const failed = text.split('\n').flatMap((line): FailedTest[] => {
    const typescript = plain.exec(line) ?? pretty.exec(line);
    if (typescript !== null) return [problem(typescript[1], `${typescript[2]}: ${typescript[3]}`, line)];
    const python = isMypy ? mypy.exec(line) : null;
    return python === null ? [] : [problem(python[1], `${python[3] ?? 'error'}: ${python[2]}`, line)];
  });
  // The compiler's count is optional; each error has its line in any case.
  const failures = sumOf(text, /^Found (\d+) errors?(?: in |\.)/gm) ?? sumOf(text, /^Found (\d+) errors?$/gm);
  if (failed.length === 0) return undefined;
  return { runner: isMypy ? 'mypy' : 'tsc', failed, ...(failures !== undefined && { failures }), exits: [2] };
};

const problem = (file: string | undefined, name: string, line: string): FailedTest => ({
  name,
  ...(file !== undefined && { file }),
  excerpt: line,
});
