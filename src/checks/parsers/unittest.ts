import type { TestReportParser } from '../output/testReport.ts';
import { doubtIf, failedTest, sumOf } from '../output/testReport.ts';

/** Python's unittest, also Django: "FAIL: name (place)" between two rules, "Ran N tests in …" and a verdict at the end. */
export const parseUnittest: TestReportParser = (text) => {
  const ran = sumOf(text, /^Ran (\d+) tests? in [\d.]+s$/gm);
  if (ran === undefined) return undefined;
  const failed = text
    .split(/^={70}$/m)
    .slice(1)
    .flatMap((block) => {
      const [, title = '', ...rest] = block.split('\n');
      const found = /^(?:FAIL|ERROR|UNEXPECTED SUCCESS): (.+)$/.exec(title)?.[1];
      if (found === undefined) return [];
      const end = rest.findIndex((line, index) => index > 0 && /^-{70}$/.test(line));
      return [
        failedTest(found, /File "([^"]+)", line \d+, in test/.exec(block)?.[1], rest.slice(1, end < 0 ? 60 : end)),
      ];
    });
  const verdicts = [...text.matchAll(/^(?:OK|FAILED)(?: \((.*)\))?$/gm)].map(([, counts = '']) => counts);
  const count = (word: string) =>
    verdicts.reduce((sum, counts) => sum + Number(new RegExp(`\\b${word}=(\\d+)`).exec(counts)?.[1] ?? 0), 0);
  const failures =
    verdicts.reduce((sum, counts) => sum + Number(/(?:^|, )failures=(\d+)/.exec(counts)?.[1] ?? 0), 0) +
    count('errors') +
    count('unexpected successes');
  const skipped = count('skipped') + count('expected failures');
  const unloaded = failed.filter(({ name }) => /_FailedTest|^(?:setUp|tearDown)(?:Class|Module) /.test(name));
  return {
    runner: 'unittest',
    passed: Math.max(0, ran - failures - skipped),
    skipped,
    failed,
    failures,
    doubts: [
      ...unloaded.map(({ name }) => `${name} failed, so the tests behind it never ran.`),
      ...doubtIf(verdicts.length < (text.match(/^Ran \d+ tests?/gm)?.length ?? 0), 'A run ended without its verdict.'),
    ],
  };
};
