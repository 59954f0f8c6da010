import type { TestReportParser } from '../testReport.ts';
import { countIn, failedTest } from '../testReport.ts';

/** Pytest: the short summary names each failure, a section under a ruled heading explains it. */
export const parsePytest: TestReportParser = (text) => {
  const closing = /^(?:=+ )?\d+ (?:passed|failed|errors?|skipped)\b.* in [\d.]+s\b.*$/m.exec(text);
  if (closing === null) return undefined;
  const [, summary = ''] = text.split(/^=+ short test summary info =+$/m);
  const failed = [...summary.matchAll(/^(?:FAILED|ERROR) (.+?)(?: - .*)?$/gm)].map(([, id = '']) => {
    const [file, ...names] = id.split('::');
    return failedTest(names.join('.') || id, file, explanationOf(text, names.join('.') || `ERROR collecting ${id}`));
  });
  return { ...countIn(closing[0], /(\d+) passed/), failed };
};

function explanationOf(text: string, heading: string): readonly string[] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => /^_{2,} .* _{2,}$/.test(line) && line.includes(` ${heading} `)) + 1;
  if (start === 0) return [];
  const length = lines.slice(start).findIndex((line) => /^(?:_{2,} .* _{2,}|={3,}.*={3,})$/.test(line));
  return lines.slice(start, length < 0 ? undefined : start + length);
}
