import type { FailedTest } from '../../core/model/checkRun.ts';
import type { TestReport } from '../output/testReport.ts';
import { doubtIf, failedTest } from '../output/testReport.ts';
import { isRecord, recordOf } from '../../util/records.ts';
import type { UnknownRecord } from '../../util/records.ts';
import { number, objects, text, texts, time } from './json.ts';

interface Ran {
  readonly name: string;
  readonly file: string;
  readonly test: UnknownRecord;
}

/** Playwright's JSON (`--reporter=json`): suites in suites, with specs, each with a test for every project. */
export function readPlaywrightJson(report: UnknownRecord): TestReport | undefined {
  const { stats } = report;
  if (!isRecord(stats) || !Array.isArray(report['suites']) || number(stats['unexpected']) === undefined)
    return undefined;
  const all = objects(report['suites']).flatMap((suite) => testsOf(suite, []));
  const having = (status: string) => all.filter(({ test }) => test['status'] === status);
  const skipped = having('skipped');
  const failed = having('unexpected').map(failureOf);
  const interrupted = all.filter(({ test }) => objects(test['results']).some((run) => run['status'] === 'interrupted'));
  const idle = skipped.filter((ran) => !interrupted.includes(ran) && neverRan(ran.test));
  const outside = Array.isArray(report['errors']) ? report['errors'].length : 0;
  const counted = ['expected', 'unexpected', 'flaky', 'skipped'].reduce(
    (sum, word) => sum + (number(stats[word]) ?? 0),
    0,
  );
  const names = (ran: readonly Ran[]) => ran.map(({ name }) => name);
  const begunAt = time(stats['startTime']);
  return {
    runner: 'playwright',
    passed: having('expected').length + having('flaky').length,
    skipped: skipped.length,
    failed,
    tests: { passed: names([...having('expected'), ...having('flaky')]), skipped: names(skipped) },
    ...(having('flaky').length > 0 && { flaky: names(having('flaky')) }),
    failures: number(stats['unexpected']) ?? failed.length,
    ...(begunAt !== undefined && { begunAt }),
    doubts: [
      ...doubtIf(idle.length > 0, `${idle.length} tests did not run.`),
      ...doubtIf(interrupted.length > 0, 'Tests were interrupted.'),
      ...doubtIf(outside > 0, 'There were errors outside of tests.'),
      ...doubtIf(all.length < counted, `The report counts ${counted} tests and lists ${all.length}.`),
    ],
  };
}

/** The outermost suite of a file is called by the file. */
function testsOf(suite: UnknownRecord, above: readonly string[]): readonly Ran[] {
  const title = text(suite['title']);
  const groups = title === '' || title === text(suite['file']) ? above : [...above, title];
  const own = objects(suite['specs']).flatMap((spec) =>
    objects(spec['tests']).map((test) => {
      const project = text(test['projectName']);
      const parts = [...(project === '' ? [] : [`[${project}]`]), text(spec['file']), ...groups, text(spec['title'])];
      return { name: parts.join(' › '), file: text(spec['file']), test };
    }),
  );
  return [...own, ...objects(suite['suites']).flatMap((inner) => testsOf(inner, groups))];
}

/** Skipped without having asked for it: behind a failure in serial mode, or after the runner had stopped. */
function neverRan(test: UnknownRecord): boolean {
  return objects(test['results']).length === 0 || test['expectedStatus'] !== 'skipped';
}

function failureOf({ name, file, test }: Ran): FailedTest {
  const last = objects(test['results']).at(-1) ?? {};
  const lines = [text(recordOf(last['error'])['message']), ...texts(recordOf(last['error'])['stack'])];
  return failedTest(name, file, lines.join('\n').split('\n'));
}
