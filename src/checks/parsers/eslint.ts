import type { FailedTest } from '../../core/model/checkRun.ts';
import type { TestReportParser } from '../output/testReport.ts';
import { sumOf } from '../output/testReport.ts';

/** ESLint's own format: errors below the name of their file, and their number at the end. */
export const parseEslint: TestReportParser = (text) => {
  const failures = sumOf(text, /^✖ \d+ problems? \((\d+) errors?, /gm);
  if (failures === undefined) return undefined;
  let file: string | undefined;
  const failed = text.split('\n').flatMap((line): FailedTest[] => {
    if (/^\S.*\.\w+$/.test(line)) file = line;
    const found = /^ +\d+:\d+ +error +(.+?)(?: {2,}(\S+))?$/.exec(line);
    if (found === null) return [];
    const name = found[2] === undefined ? (found[1] ?? '') : `${found[2]}: ${found[1]}`;
    return [{ name, ...(file !== undefined && { file }), excerpt: line.trim() }];
  });
  return { runner: 'eslint', failed, failures };
};
