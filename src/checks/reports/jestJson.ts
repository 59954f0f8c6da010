import type { FailedTest } from '../../core/model/checkRun.ts';
import type { UnknownRecord } from '../../util/records.ts';
import type { TestReport } from '../output/testReport.ts';
import { doubtIf, failedTest } from '../output/testReport.ts';
import { number, objects, text, texts } from './json.ts';

const skippedWords = new Set(['pending', 'skipped', 'todo', 'disabled']);

/** The JSON of Jest (`--json`) and of Vitest (`--reporter=json`), which has the same form. */
export function readJestJson(report: UnknownRecord): TestReport | undefined {
  const counted = number(report['numFailedTests']);
  if (counted === undefined || !Array.isArray(report['testResults'])) return undefined;
  const runner = 'numRuntimeErrorTestSuites' in report ? 'jest' : 'vitest';
  const failed: FailedTest[] = [];
  const unloaded: string[] = [];
  const passed: string[] = [];
  const skipped: string[] = [];
  for (const file of objects(report['testResults'])) {
    const name = text(file['name']);
    const tests = objects(file['assertionResults']);
    for (const test of tests) {
      const status = text(test['status']);
      const title = [...texts(test['ancestorTitles']), text(test['title'])].filter((part) => part !== '').join(' > ');
      if (status === 'passed') passed.push(title);
      else if (skippedWords.has(status)) skipped.push(title);
      else {
        failed.push(failedTest(title, name, texts(test['failureMessages']).join('\n').split('\n')));
      }
    }
    if (text(file['status']) !== 'failed' || tests.some((test) => text(test['status']) === 'failed')) continue;
    unloaded.push(name);
    failed.push(failedTest('Test suite failed to run', name, text(file['message']).split('\n')));
  }
  const begunAt = number(report['startTime']);
  const listed = passed.length + skipped.length + counted;
  return {
    runner,
    passed: passed.length,
    skipped: skipped.length,
    failed,
    tests: { passed, skipped },
    failures: counted + unloaded.length,
    ...(begunAt !== undefined && { begunAt }),
    doubts: [
      ...unloaded.map((name) => `${name} could not be loaded, so its tests never ran.`),
      ...doubtIf(report['wasInterrupted'] === true, 'The run was interrupted.'),
      ...doubtIf(
        listed < (number(report['numTotalTests']) ?? 0),
        `The report counts ${number(report['numTotalTests'])} tests and lists ${listed}.`,
      ),
      ...doubtIf(
        report['success'] === false && failed.length === 0,
        `${runner} calls the run failed, and names no failing test.`,
      ),
    ],
  };
}
