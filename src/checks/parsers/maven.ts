import type { FailedTest } from '../../core/model/checkRun.ts';
import type { TestReportParser } from '../output/testReport.ts';
import { doubtIf, failedTest } from '../output/testReport.ts';

/** Maven's Surefire and Failsafe: a "<<< FAILURE!" line for each failure, a total for each module. */
export const parseMaven: TestReportParser = (text) => {
  const totals = [
    ...text.matchAll(/^(?:\[\w+\] +)?Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: (\d+)$/gm),
  ];
  if (totals.length === 0) return undefined;
  const of = (group: number) => totals.reduce((sum, match) => sum + Number(match[group]), 0);
  const lines = text.split('\n');
  const failed: FailedTest[] = lines.flatMap((line, index) => {
    const found = /^(?:\[\w+\] +)?(\S+?)(?:\((\S+)\))?(?: .*?)?(?: -- |  )Time elapsed: .*<<< (?:FAILURE|ERROR)!/.exec(
      line,
    );
    const name = found?.[1];
    // The line of the class as a whole begins with its counts.
    if (name === undefined || name.startsWith('Tests')) return [];
    const length = lines.slice(index + 1).findIndex((next) => next.trim() === '');
    const rest = lines.slice(index + 1, length < 0 ? undefined : index + 1 + length);
    return [failedTest(found?.[2] === undefined ? name : `${found[2]}.${name}`, undefined, rest)];
  });
  return {
    runner: 'maven',
    passed: of(1) - of(2) - of(3) - of(4),
    skipped: of(4),
    failed,
    failures: of(2) + of(3),
    doubts: [
      ...doubtIf(
        /^\[INFO\] .*\.+ SKIPPED/m.test(text),
        'Maven skipped the modules after the first red one. Add --fail-at-end to the command.',
      ),
      ...doubtIf(
        failed.length > 0 && !/^(?:\[\w+\] +)?BUILD (?:FAILURE|SUCCESS)|^\[ERROR\] Failed to execute goal /m.test(text),
        'Maven did not come to its end.',
      ),
      ...doubtIf(/COMPILATION ERROR/.test(text), 'Something does not compile, so its tests never ran.'),
      ...doubtIf(/forked VM terminated|error in the fork/.test(text), 'The Java process of the tests crashed.'),
    ],
  };
};
