import type { TestReportParser } from '../output/testReport.ts';
import { doubtIf, failedTest, fileOfFrame, sumOf } from '../output/testReport.ts';

/** Jasmine: numbered failures with "Message:" below, then "N specs, N failures". */
export const parseJasmine: TestReportParser = (text) => {
  const specs = sumOf(text, /^(\d+) specs?, \d+ failures?/gm);
  if (specs === undefined) return undefined;
  const count = (pattern: RegExp) => sumOf(text, pattern) ?? 0;
  const failures = count(/^\d+ specs?, (\d+) failures?/gm);
  const pending = count(/^\d+ specs?, \d+ failures?, (\d+) pending specs?/gm);
  const failed = [...text.matchAll(/^\d+\) (.+)\n {2}Message:\n([^]*?)(?=\n\n|\nPending:|$(?![^]))/gm)].map(
    ([, name = '', rest = '']) => failedTest(name, fileOfFrame(rest.split('\n')), rest.split('\n')),
  );
  return {
    runner: 'jasmine',
    passed: specs - failures - pending,
    skipped: pending,
    failed,
    failures,
    exits: [3],
    doubts: [
      ...doubtIf(/^Suite error: /m.test(text), 'A hook failed, so the tests behind it never ran.'),
      ...doubtIf(/^Incomplete: /m.test(text), 'The run was incomplete.'),
      ...doubtIf(/^Ran \d+ of \d+ specs/m.test(text) && specs === 0, 'None of its tests ran.'),
    ],
  };
};
