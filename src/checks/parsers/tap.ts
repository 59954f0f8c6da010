import type { FailedTest } from '../../core/run/model.ts';
import type { TestReportParser } from '../testReport.ts';
import { countIn, failedTest, fileOfFrame } from '../testReport.ts';

const testLine = /^( *)(not )?ok\b(?: \d+)?(?: -)? ?(.*)$/;
const directive = / # (?:skip|todo)\b/i;

/** The Test Anything Protocol, subtests included: a test that only failed because of its subtests is not one more. */
export const parseTap: TestReportParser = (text) => {
  if (!/^TAP version \d+$/m.test(text) && !/^1\.\.\d+$/m.test(text)) return undefined;
  const lines = text.split('\n');
  const failed: FailedTest[] = [];
  const titles: string[] = [];
  let deepestFailure = 0;
  for (const [index, line] of lines.entries()) {
    const subtest = /^( *)# Subtest: (.*)$/.exec(line);
    if (subtest !== null) titles[depthOf(subtest[1])] = unescape(subtest[2] ?? '');
    const [, indent, not, title = ''] = testLine.exec(line) ?? [];
    if (not === undefined || directive.test(title)) continue;
    const depth = depthOf(indent);
    const isParent = depth < deepestFailure;
    deepestFailure = depth;
    if (isParent) continue;
    const diagnostics = diagnosticsAfter(lines, index);
    const name = [...titles.slice(0, depth), unescape(title)].join(' > ');
    failed.push(failedTest(name, placeIn(diagnostics), diagnostics));
  }
  return { ...countIn(text, /^# pass +(\d+)$/m), failed };
};

const depthOf = (indent: string | undefined) => Math.floor((indent?.length ?? 0) / 4);

const unescape = (title: string) => title.replace(/\\([#\\])/g, '$1').trim();

/** The YAML block that follows a test line. */
function diagnosticsAfter(lines: readonly string[], index: number): readonly string[] {
  if (lines[index + 1]?.trim() !== '---') return [];
  const start = index + 2;
  const length = lines.slice(start).findIndex((line) => line.trim() === '...');
  return lines.slice(start, length < 0 ? start : start + length);
}

function placeIn(diagnostics: readonly string[]): string | undefined {
  const location = diagnostics.map((line) => /^ *location: '(.*):\d+:\d+'$/.exec(line)?.[1]).find(Boolean);
  return location ?? fileOfFrame(diagnostics);
}
