import sax from 'sax';
import type { FailedTest } from '../core/run/model.ts';
import type { TestReport } from './testReport.ts';
import { failedTest } from './testReport.ts';

interface OpenCase {
  readonly name: string;
  readonly file: string | undefined;
  outcome: 'passed' | 'failed' | 'skipped';
  readonly lines: string[];
}

/** JUnit's XML, which most test runners can write: a `testcase` for each test, with `failure`, `error` or `skipped` in it. */
export function readJunit(xml: string): TestReport | undefined {
  const failed: FailedTest[] = [];
  const doubts: string[] = [];
  let [passed, skipped, failures] = [0, 0, 0];
  let suites = 0;
  let depth = 0;
  let open: OpenCase | undefined;
  let broken: string | undefined;
  const parser = sax.parser(true);
  parser.onerror = (error) => {
    broken ??= error.message.split('\n')[0] ?? '';
    parser.error = null;
  };
  parser.onopentag = ({ name, attributes }) => {
    depth++;
    if (name === 'testsuites' || name === 'testsuite') suites++;
    if (name === 'testsuite' && depth <= 2) {
      failures += Number(attributes['failures'] ?? 0) + Number(attributes['errors'] ?? 0);
    }
    if (name === 'testcase') {
      const group = attributes['classname'];
      const title = [group, attributes['name']].filter((part) => part !== undefined && part !== '').join('.');
      open = { name: title, file: attributes['file'], outcome: 'passed', lines: [] };
    } else if (open !== undefined && (name === 'failure' || name === 'error')) {
      open.outcome = 'failed';
      if (attributes['message'] !== undefined) open.lines.push(attributes['message']);
    } else if (open !== undefined && name === 'skipped') open.outcome = 'skipped';
  };
  const addText = (text: string) => {
    if (open?.outcome === 'failed') open.lines.push(...text.split('\n'));
  };
  parser.ontext = addText;
  parser.oncdata = addText;
  parser.onclosetag = (name) => {
    depth--;
    if (name !== 'testcase' || open === undefined) return;
    if (open.outcome === 'passed') passed++;
    else if (open.outcome === 'skipped') skipped++;
    else failed.push(failedTest(open.name, open.file, open.lines));
    open = undefined;
  };
  parser.write(xml).close();
  if (suites === 0) return undefined;
  if (broken !== undefined) doubts.push(`Its report is not complete XML (${broken}).`);
  return { runner: 'JUnit XML', passed, skipped, failed, failures, doubts };
}
