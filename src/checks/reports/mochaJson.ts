import type { UnknownRecord } from '../../util/records.ts';
import { isRecord } from '../../util/records.ts';
import { recordOf } from '../../util/records.ts';
import type { TestReport } from '../output/testReport.ts';
import { doubtIf, failedTest } from '../output/testReport.ts';
import { number, objects, text, time } from './json.ts';

/** Mocha's JSON (`--reporter json`). */
export function readMochaJson(report: UnknownRecord): TestReport | undefined {
  const stats = report['stats'];
  if (!isRecord(stats) || !Array.isArray(report['failures']) || !Array.isArray(report['passes'])) return undefined;
  const failed = objects(report['failures']).map((test) => {
    const error = recordOf(test['err']);
    const file = text(test['file']);
    const lines = (text(error['stack']) || text(error['message'])).split('\n');
    return failedTest(text(test['fullTitle']) || text(test['title']), file === '' ? undefined : file, lines);
  });
  const failures = number(stats['failures']) ?? failed.length;
  const ran = failures + (number(stats['passes']) ?? 0) + (number(stats['pending']) ?? 0);
  const hooks = failed.filter(({ name }) => /"(?:before|after) (?:all|each)" hook/.test(name));
  const begunAt = time(stats['start']);
  return {
    runner: 'mocha',
    passed: number(stats['passes']) ?? 0,
    skipped: number(stats['pending']) ?? 0,
    failed,
    failures,
    exits: [Math.min(failures, 255)],
    ...(begunAt !== undefined && { begunAt }),
    doubts: [
      ...hooks.map(({ name }) => `The hook ${name} failed, so the tests behind it never ran.`),
      ...doubtIf(
        hooks.length === 0 && ran < (number(stats['tests']) ?? 0),
        `The report counts ${number(stats['tests'])} tests and has results of ${ran}.`,
      ),
    ],
  };
}
