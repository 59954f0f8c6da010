import type { TestReportParser } from '../output/testReport.ts';
import { doubtIf, failedTest, sumOf } from '../output/testReport.ts';

/** Minitest and Rails: "Failure:" or "Error:" with the name on the next line, "N runs, N assertions, …" at the end. */
export const parseMinitest: TestReportParser = (text) => {
  const runs = sumOf(text, /^(\d+) runs, \d+ assertions, /gm);
  if (runs === undefined) return undefined;
  const failed = [
    ...text.matchAll(/^(?: +\d+\) )?(?:Failure|Error):\n(\S+?#.+?)(?: \[(.+?):\d+\])?:\n([\s\S]*?)(?:\n\n|$)/gm),
  ].map(([, name = '', file, explanation = '']) => failedTest(name, file, explanation.split('\n').slice(0, 30)));
  const count = (word: string) => sumOf(text, new RegExp(`^\\d+ runs, .*?(\\d+) ${word}`, 'gm')) ?? 0;
  const failures = count('failures') + count('errors');
  return {
    runner: 'minitest',
    passed: runs - failures - count('skips'),
    skipped: count('skips'),
    failed,
    failures,
    breaks: doubtIf(
      runs > count('skips') && failures === 0 && sumOf(text, /^\d+ runs, (\d+) assertions, /gm) === 0,
      'Its tests made no assertion.',
    ),
  };
};
