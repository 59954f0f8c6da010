import type { TestReport } from '../output/testReport.ts';
import { doubtIf, failedTest } from '../output/testReport.ts';
import { isRecord, recordOf } from '../../util/records.ts';
import type { UnknownRecord } from '../../util/records.ts';
import { number, objects, text, texts } from './json.ts';

/** RSpec's JSON (`--format json`). */
export function readRspecJson(report: UnknownRecord): TestReport | undefined {
  const { summary } = report;
  if (!isRecord(summary) || !Array.isArray(report['examples'])) return undefined;
  const counted = number(summary['example_count']);
  if (counted === undefined) return undefined;
  const examples = objects(report['examples']);
  const named = (status: string) => examples.filter((example) => example['status'] === status).map(nameOf);
  const failed = examples
    .filter(({ status }) => status === 'failed')
    .map((example) => {
      const exception = recordOf(example['exception']);
      const lines = [text(exception['class']), ...text(exception['message']).split('\n')];
      return failedTest(nameOf(example), text(example['file_path']).replace(/^\.\//, ''), lines);
    });
  const outside = number(summary['errors_outside_of_examples_count']) ?? 0;
  const messages = texts(report['messages']).join('\n');
  return {
    runner: 'rspec',
    passed: named('passed').length,
    skipped: named('pending').length,
    failed,
    tests: { passed: named('passed'), skipped: named('pending') },
    failures: number(summary['failure_count']) ?? failed.length,
    doubts: [
      ...doubtIf(
        outside > 0,
        /while loading/.test(messages)
          ? 'A file could not be loaded, so its examples never ran.'
          : 'There were errors outside of examples, such as in a hook of the suite.',
      ),
      ...doubtIf(examples.length < counted, `The report counts ${counted} examples and lists ${examples.length}.`),
    ],
  };
}

const nameOf = (example: UnknownRecord) => text(example['full_description']);
