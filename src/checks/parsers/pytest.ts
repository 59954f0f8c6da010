import type { TestReportParser } from '../output/testReport.ts';
import { doubtIf, failedTest } from '../output/testReport.ts';

const closingLine = /^(?:=+ )?((?:\d+ [a-z]+,? ?)+|no tests ran) ?in [\d.]+s\b.*$/gm;

/** Pytest: the short summary names each failure, a section under a ruled heading explains it. */
export const parsePytest: TestReportParser = (text) => {
  const closings = [...text.matchAll(closingLine)].map(([, counts = '']) => counts);
  if (closings.length === 0) return undefined;
  const summaries = text.split(/^=+ short test summary info =+$/m).slice(1);
  const failed = summaries.flatMap((summary) => {
    const own = summary.split(/^=+ (?:\d|no tests|test session)/m, 1)[0] ?? '';
    return [...own.matchAll(/^(?:FAILED|ERROR) (.+?)(?: - .*)?$/gm)].map(([, id = '']) => {
      const [file, ...names] = id.split('::');
      return failedTest(names.join('.') || id, file, explanationOf(text, names.join('.') || `ERROR collecting ${id}`));
    });
  });
  const count = (pattern: RegExp) => closings.reduce((sum, counts) => sum + Number(pattern.exec(counts)?.[1] ?? 0), 0);
  const uncollected = [...text.matchAll(/^_+ ERROR collecting (\S+) _+$/gm)].map(([, file = '']) => file);
  return {
    runner: 'pytest',
    passed: count(/(\d+) passed/) + count(/(\d+) xpassed/),
    skipped: count(/(\d+) skipped/) + count(/(\d+) deselected/) + count(/(\d+) xfailed/),
    failed,
    failures: count(/(\d+) failed/) + count(/(\d+) errors?/),
    doubts: [
      ...uncollected.map((file) => `${file} could not be imported, so its tests never ran.`),
      ...doubtIf(/^!+ stopping after \d+ failures !+$/m.test(text), 'Pytest stopped early (-x or --maxfail).'),
    ],
    breaks: [
      ...doubtIf(/^!+ (?:_pytest.*Exit|Interrupted|KeyboardInterrupt|xdist)/m.test(text), 'Pytest was interrupted.'),
      ...doubtIf(/^INTERNALERROR>/m.test(text), 'Pytest itself failed (INTERNALERROR).'),
      ...doubtIf(/^\[gw\d+\] node down|^worker '?gw\d+'? crashed/m.test(text), 'A worker of pytest crashed.'),
    ],
  };
};

function explanationOf(text: string, heading: string): readonly string[] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => /^_{2,} .* _{2,}$/.test(line) && line.includes(` ${heading} `)) + 1;
  if (start === 0) return [];
  const length = lines.slice(start).findIndex((line) => /^(?:_{2,} .* _{2,}|={3,}.*={3,})$/.test(line));
  return lines.slice(start, length < 0 ? undefined : start + length);
}
