import type { FailedTest } from '../../core/model/checkRun.ts';
import type { TestReportParser } from '../output/testReport.ts';
import { doubtIf, failedTest, fileOfFrame, sumOf } from '../output/testReport.ts';
import { unloadedFiles } from './unloaded.ts';

const testLine = /^( *)(not )?ok\b(?: \d+)?(?: -)? ?(.*)$/;
const directive = / # (?:skip|todo)\b/i;

/** The Test Anything Protocol, subtests included: a test that only failed because of its subtests is not one more. */
export const parseTap: TestReportParser = (text) => {
  if (!/^TAP version \d+$/m.test(text) && !/^1\.\.\d+( |$)/m.test(text)) return undefined;
  const lines = text.split('\n');
  const failed: FailedTest[] = [];
  const titles: string[] = [];
  // Tape names assertions, and the test they are of in a comment before them.
  const isTitle = titledByComments(text);
  let comment = '';
  const top = { ok: 0, skipped: 0, all: 0 };
  let deepestFailure = 0;
  for (const [index, line] of lines.entries()) {
    const subtest = /^( *)# Subtest: (.*)$/.exec(line);
    if (subtest !== null) titles[depthOf(subtest[1])] = unescape(subtest[2] ?? '');
    const match = testLine.exec(line);
    if (match === null) {
      if (isTitle(line, lines[index - 1])) comment = line.slice(2).trim();
      continue;
    }
    const [, indent, not, title = ''] = match;
    const depth = depthOf(indent);
    if (depth === 0) {
      top.all++;
      if (directive.test(title)) top.skipped++;
      else if (not === undefined) top.ok++;
    }
    if (not === undefined || directive.test(title)) continue;
    const isParent = depth < deepestFailure;
    deepestFailure = depth;
    if (isParent) continue;
    const diagnostics = diagnosticsAfter(lines, index);
    const above = depth === 0 && comment !== '' ? [comment] : titles.slice(0, depth);
    const name = [...above, unescape(title)].join(' > ');
    failed.push(failedTest(name, placeIn(diagnostics), diagnostics));
  }
  const planned = sumOf(text, /^1\.\.(\d+)/gm);
  const versions = text.match(/^TAP version \d+$/gm)?.length ?? 0;
  const plans = text.match(/^1\.\.\d+/gm)?.length ?? 0;
  const counted = sumOf(text, /^# fail +(\d+)$/gm);
  const skipped = sumOf(text, /^# skip(?:ped)? +(\d+)$/gm) ?? top.skipped;
  const breaks = [
    ...doubtIf(/^Bail out!/m.test(text), 'The tests bailed out before their end ("Bail out!").'),
    ...doubtIf(
      planned === undefined || versions > plans || planned !== top.all,
      `The TAP output is not complete: ${planned ?? 'no number of'} tests were planned and ${top.all} reported.`,
    ),
  ];
  // Lines that were left out to save space are missing from the count, and a range of numbers alone is no plan of tests.
  const isWhole = !/^\[\d+ bytes left out\]$/m.test(text) && (versions > 0 || top.all > 0);
  return {
    runner: 'TAP',
    passed: sumOf(text, /^# pass +(\d+)$/gm) ?? top.ok,
    skipped,
    failed,
    ...(counted !== undefined && { failures: counted + (sumOf(text, /^# cancelled +(\d+)$/gm) ?? 0) }),
    ...(isWhole ? { breaks } : {}),
    doubts: [...(isWhole ? [] : breaks), ...unloadedFiles(failed)],
  };
};

/** Tells comments that are titles from those that say more about a test that failed, which come right behind it. */
function titledByComments(text: string): (line: string, before: string | undefined) => boolean {
  if (!text.includes('TAP version 13') || text.includes('# Subtest: ')) return () => false;
  return (line, before) => line.startsWith('# ') && !/^(?:not ok\b|#)/.test(before ?? '');
}

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
