import type { FailedTest } from '../../core/model/checkRun.ts';
import type { UnknownRecord } from '../../util/records.ts';
import { isRecord } from '../../util/records.ts';
import { recordOf } from '../../util/records.ts';
import type { TestReport } from '../output/testReport.ts';
import { doubtIf, failedTest } from '../output/testReport.ts';
import { number, objects, text } from './json.ts';

const phases = ['setup', 'call', 'teardown'] as const;

/** The JSON of pytest's plugin json-report. */
export function readPytestJson(report: UnknownRecord): TestReport | undefined {
  const { summary } = report;
  if (!isRecord(summary) || number(report['exitcode']) === undefined) return undefined;
  const count = (word: string) => number(summary[word]) ?? 0;
  const failed = objects(report['tests']).flatMap(failuresOf);
  const broken = objects(report['collectors']).filter(({ outcome }) => outcome === 'failed');
  const exit = number(report['exitcode']) ?? 0;
  const created = number(report['created']);
  const duration = number(report['duration']) ?? 0;
  return {
    runner: 'pytest',
    passed: count('passed') + count('xpassed'),
    skipped: count('skipped') + count('deselected') + count('xfailed'),
    failed,
    failures: count('failed') + count('error'),
    ...(created !== undefined && { begunAt: (created - duration) * 1000 }),
    doubts: [
      ...broken.map(({ nodeid }) => `${text(nodeid)} could not be imported, so its tests never ran.`),
      ...doubtIf(![0, 1, 5].includes(exit), `Pytest was interrupted or failed itself (its exit code is ${exit}).`),
      ...doubtIf(
        'tests' in report && objects(report['tests']).length < count('total'),
        `The report counts ${count('total')} tests and lists ${objects(report['tests']).length}.`,
      ),
    ],
  };
}

function failuresOf(test: UnknownRecord): readonly FailedTest[] {
  if (test['outcome'] !== 'failed' && test['outcome'] !== 'error') return [];
  const [file, ...names] = text(test['nodeid']).split('::');
  const lines = phases.flatMap((phase) => text(recordOf(test[phase])['longrepr']).split('\n'));
  return [failedTest(names.join('.') || text(test['nodeid']), file, lines)];
}
