import type { TestReportParser } from '../output/testReport.ts';
import { doubtIf } from '../output/testReport.ts';

/**
 * Targets of `bazel test`. A target is a suite of its own: what failed in it is read from its output, which
 * --test_output=errors prints (see sectionsOf), so that a red one without names stays red.
 */
export const parseBazel: TestReportParser = (text) => {
  const targets = [
    ...text.matchAll(/^(\/\/\S+) +(?:\(cached\) )?(PASSED|FLAKY|FAILED TO BUILD|FAILED|TIMEOUT|NO STATUS)\b/gm),
  ];
  if (targets.length === 0) return undefined;
  const of = (...ends: readonly string[]) => targets.filter(([, , end = '']) => ends.includes(end)).length;
  return {
    runner: 'bazel',
    passed: of('PASSED', 'FLAKY'),
    failed: [],
    exits: [3],
    doubts: [
      ...doubtIf(of('FAILED TO BUILD') > 0, 'A target does not build, so its tests never ran.'),
      ...doubtIf(of('TIMEOUT') > 0, 'A target took too long and was ended.'),
      ...doubtIf(of('NO STATUS') > 0, 'A target was not run. Add --keep_going to the command.'),
    ],
  };
};
