import type { TestReportParser } from '../output/testReport.ts';
import { doubtIf, failedTest, sumOf } from '../output/testReport.ts';

const rule = '-'.repeat(79);

/** Catch2: between two rules the names of a test case and its sections, below them what failed; then "test cases: …". */
export const parseCatch2: TestReportParser = (text) => {
  const begun = text.match(/^.* is a Catch2? v\S+ host application\.$/gm)?.length ?? 0;
  const green = sumOf(text, /^All tests passed \(\d+ assertions? in (\d+) test cases?\)/gm);
  const ended = [
    ...text.matchAll(/^test cases: +(\d+)(?: \| +(\d+) passed)?(?: \| +(\d+) skipped)?(?: \| +(\d+) failed)?/gm),
  ];
  const none = /^(?:No tests ran|No test cases matched)/m.test(text);
  if (begun === 0 && green === undefined && ended.length === 0) return undefined;
  const parts = text.split(`\n${rule}\n`);
  const titled = parts.flatMap((title, index) => {
    const below = parts[index + 1] ?? '';
    const [place = '', ...rest] = below.split('\n');
    const file = /^(\S.*?):\d+$/.exec(place)?.[1] ?? /^(\S.*?)\(\d+\)$/.exec(place)?.[1];
    if (index === 0 || file === undefined) return [];
    return [{ names: title.split('\n').map((line) => line.trim()), file, rest }];
  });
  const red = titled.filter(({ rest }) => rest.some((line) => / ?FAILED:$/.test(line)));
  const failed = red.map(({ names, file, rest }) => failedTest(names.join(' > '), file, rest));
  const cases = new Set(red.map(({ names, file }) => `${file} ${names[0]}`)).size;
  const count = (at: number) => ended.reduce((sum, line) => sum + Number(line[at] ?? 0), 0);
  return {
    runner: 'Catch2',
    passed: (green ?? 0) + count(2),
    skipped: count(3),
    failed,
    failures: Math.max(0, count(4) - cases) + failed.length,
    exits: [failed.length, 42, Math.min(255, sumOf(text, /^assertions: .*\| +(\d+) failed/gm) ?? 0)],
    doubts: doubtIf(ended.length === 0 && green === undefined && !none, 'A test program ended before its last test.'),
  };
};
