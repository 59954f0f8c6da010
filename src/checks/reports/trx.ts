import sax from 'sax';
import type { TestReport } from '../output/testReport.ts';
import { doubtIf, failedTest } from '../output/testReport.ts';
import { time } from './json.ts';

interface Result {
  readonly id: string;
  readonly name: string;
  readonly outcome: string;
  readonly lines: string[];
}

const skippedWords = new Set(['NotExecuted', 'Inconclusive', 'Pending', 'Disconnected', 'Warning']);

/** The .trx of `dotnet test --logger trx` and of Visual Studio. */
export function readTrx(xml: string): TestReport | undefined {
  const results: Result[] = [];
  const classes = new Map<string, string>();
  const doubts: string[] = [];
  let counted = { failures: 0, total: 0 };
  let begunAt: number | undefined;
  let [isTrx, outcome, broken] = [false, '', ''];
  let unit = '';
  let open: Result | undefined;
  let inMessage = false;
  const parser = sax.parser(true);
  parser.onerror = (error) => {
    if (broken === '') broken = error.message.split('\n')[0] ?? '';
    parser.error = null;
  };
  parser.onopentag = ({ name, attributes }) => {
    if (name === 'TestRun') isTrx = true;
    if (name === 'Times') begunAt = time(attributes['start']);
    if (name === 'ResultSummary') outcome = attributes['outcome'] ?? '';
    if (name === 'Counters') {
      const of = (word: string) => Number(attributes[word] ?? 0) || 0;
      counted = { failures: of('failed') + of('error') + of('timeout') + of('aborted'), total: of('total') };
    }
    if (name === 'RunInfo' && attributes['outcome'] === 'Error')
      doubts.push('The test host reports an error of its own.');
    if (name === 'UnitTest') unit = attributes['id'] ?? '';
    if (name === 'TestMethod') classes.set(unit, (attributes['className'] ?? '').split(',')[0] ?? '');
    if (name === 'UnitTestResult') {
      const { testId = '', testName = '', outcome: how = '' } = attributes;
      open = { id: testId, name: testName, outcome: how, lines: [] };
      results.push(open);
    }
    inMessage = name === 'Message' || name === 'StackTrace';
  };
  const addText = (text: string) => {
    if (inMessage) open?.lines.push(...text.split('\n'));
  };
  parser.ontext = addText;
  parser.oncdata = addText;
  parser.onclosetag = (name) => {
    inMessage = false;
    if (name === 'UnitTestResult') open = undefined;
  };
  parser.write(xml).close();
  if (!isTrx) return undefined;
  const nameOf = ({ id, name }: Result) => {
    const group = classes.get(id) ?? '';
    return group === '' || name.startsWith(group) ? name : `${group}.${name}`;
  };
  const passed = results.filter((result) => result.outcome === 'Passed').map(nameOf);
  const skipped = results.filter((result) => skippedWords.has(result.outcome)).map(nameOf);
  const red = results.filter((result) => result.outcome !== 'Passed' && !skippedWords.has(result.outcome));
  return {
    runner: 'dotnet test',
    passed: passed.length,
    skipped: skipped.length,
    tests: { passed, skipped },
    failed: red.map((result) => failedTest(nameOf(result), undefined, result.lines)),
    failures: counted.failures,
    ...(begunAt !== undefined && { begunAt }),
    doubts: [
      ...doubts,
      ...doubtIf(broken !== '', `It is not complete XML (${broken}).`),
      ...doubtIf(['Aborted', 'Error', 'Timeout', 'Disconnected'].includes(outcome), `The run ended as "${outcome}".`),
      ...doubtIf(
        results.length < counted.total,
        `The report counts ${counted.total} tests and lists ${results.length}.`,
      ),
    ],
  };
}
