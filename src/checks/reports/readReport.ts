import { isRecord, parseJson } from '../../util/records.ts';
import { parseGoJson } from '../parsers/goJson.ts';
import { parseLibtestJson } from '../parsers/libtestJson.ts';
import { parseTap } from '../parsers/tap.ts';
import type { TestReport } from '../output/testReport.ts';
import { readJestJson } from './jestJson.ts';
import { readJunit } from './junit.ts';
import { readMochaJson } from './mochaJson.ts';
import { readPlaywrightJson } from './playwrightJson.ts';
import { readPytestJson } from './pytestJson.ts';
import { readRspecJson } from './rspecJson.ts';
import { readTrx } from './trx.ts';

const jsonReaders = [readJestJson, readMochaJson, readPytestJson, readRspecJson, readPlaywrightJson];

/** Words that only the JSON of a test runner has, for telling one that breaks off from any other file. */
const jsonOfRunner =
  /"(?:numTotalTests|numFailedTests|assertionResults|fullTitle|exitcode|nodeid|full_description|expectedStatus)"\s*:/;

/** Content of a report file, or why it is none, as the end of a sentence that begins with its name. */
export type ReportContent =
  | { readonly kind: 'report'; readonly report: TestReport }
  | { readonly kind: 'broken'; readonly why: string }
  | { readonly kind: 'other' };

/** Reads a test report by what is in it: JUnit XML, .trx, TAP, and the JSON of test runners. */
export function readReport(content: string): ReportContent {
  const text = content.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const start = text.trimStart();
  if (start === '') return { kind: 'broken', why: 'is empty' };
  const report = start.startsWith('<') ? (readJunit(text) ?? readTrx(text)) : (lines(text) ?? json(start));
  if (report !== undefined) return { kind: 'report', report };
  if (/^[[{]/.test(start) && jsonOfRunner.test(start) && !isJson(start)) {
    return { kind: 'broken', why: 'breaks off before its end' };
  }
  return { kind: 'other' };
}

/** Reports in JSON among what a command printed, as `jest --json` and `mocha --reporter json` do, and the text without them. */
export function printedReports(text: string): { readonly reports: readonly TestReport[]; readonly rest: string } {
  const reports: TestReport[] = [];
  const rest: string[] = [];
  const printed = text.split('\n');
  for (let index = 0; index < printed.length; index++) {
    const line = printed[index] ?? '';
    const end = line === '{' ? printed.indexOf('}', index) : index;
    const report = line.startsWith('{') && end >= 0 ? json(printed.slice(index, end + 1).join('\n')) : undefined;
    if (report === undefined) rest.push(line);
    else {
      reports.push(report);
      index = end;
    }
  }
  return { reports, rest: rest.join('\n') };
}

/**
 * Reports in JUnit's XML among what a command printed, as linters do that have no other place for it. Tests print such text,
 * too, so this is for output in which no test runner was found.
 */
export function printedXml(text: string): readonly TestReport[] {
  const blocks = text.matchAll(/^(?:<\?xml[^>]*\?>\s*)?<(testsuites|testsuite)\b[^]*?<\/\1>/gm);
  return [...blocks].flatMap(([xml]) => {
    const report = readJunit(xml);
    if (report === undefined) return [];
    // Linters list problems and nothing that is in order, so fewer entries are no tests that are gone.
    const { passed, skipped, tests: _tests, ...problems } = report;
    return (passed ?? 0) + (skipped ?? 0) > 0 ? report : problems;
  });
}

/** Formats with a record in each line. */
function lines(text: string): TestReport | undefined {
  return parseGoJson(text) ?? parseLibtestJson(text) ?? parseTap(text);
}

function json(text: string): TestReport | undefined {
  const value = parseJson(text);
  if (!isRecord(value)) return undefined;
  for (const read of jsonReaders) {
    const report = read(value);
    if (report !== undefined) return report;
  }
  return undefined;
}

const isJson = (text: string) => parseJson(text) !== undefined;
