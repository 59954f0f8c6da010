import assert from 'node:assert/strict';
import { symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { judgeRun } from '../../../../src/checks/judgeRun.ts';
import { parseTestOutput } from '../../../../src/checks/parsers/parseTestOutput.ts';
import { withReportFiles } from '../../../../src/checks/reports/combine.ts';
import { readReport } from '../../../../src/checks/reports/readReport.ts';
import type { ReportContent } from '../../../../src/checks/reports/readReport.ts';
import { readReports, reportsBefore } from '../../../../src/checks/reports/reportFiles.ts';
import { readResults } from '../../../../src/checks/reports/readResults.ts';
import { temporaryFolder } from '../../../support/journalFixture.ts';
import { reportTexts } from '../reportTexts.ts';

type Read = Extract<ReportContent, { kind: 'report' }>['report'];

function reportIn(text: string): Read {
  const content = readReport(text);
  assert.ok(content.kind === 'report', JSON.stringify(content));
  return content.report;
}

/** A .trx with these results, and these words in its counters and its summary. */
const trx = (
  results: readonly (readonly [name: string, outcome: string])[],
  counters: string,
  summary = 'Completed',
): string => `\uFEFF<?xml version="1.0" encoding="utf-8"?>
<TestRun><Times start="2026-01-02T03:04:05.000+00:00" />
<Results>${results.map(([name, outcome], at) => `<UnitTestResult testId="t${at}" testName="${name}" outcome="${outcome}"><Output><ErrorInfo><Message>1 is not 2</Message></ErrorInfo></Output></UnitTestResult>`).join('\r\n')}</Results>
<TestDefinitions>${results.map((_, at) => `<UnitTest id="t${at}"><TestMethod className="Shop.Cart, Shop" /></UnitTest>`).join('')}</TestDefinitions>
<ResultSummary outcome="${summary}"><Counters ${counters} /></ResultSummary></TestRun>`;

describe('a report of dotnet test', () => {
  test('has names with their class, and what each failure says', () => {
    const read = reportIn(
      trx(
        [
          ['Adds', 'Passed'],
          ['Shop.Cart.Removes', 'Failed'],
          ['Later', 'NotExecuted'],
        ],
        'total="3" passed="1" failed="1"',
      ),
    );
    assert.deepEqual(read.failed, [{ name: 'Shop.Cart.Removes', excerpt: '1 is not 2' }]);
    assert.deepEqual(read.tests, { passed: ['Shop.Cart.Adds'], skipped: ['Shop.Cart.Later'] });
    assert.deepEqual([read.failures, read.doubts, read.begunAt], [1, [], Date.UTC(2026, 0, 2, 3, 4, 5)]);
  });

  for (const outcome of ['Failed', 'Error', 'Timeout', 'Aborted', 'NotRunnable', 'PassedButRunAborted', 'Blocked', ''])
    test(`takes a test that is "${outcome}" for no green one`, () => {
      assert.equal(reportIn(trx([['Adds', outcome]], 'total="1" failed="1"')).failed.length, 1);
    });

  for (const outcome of ['Aborted', 'Error', 'Timeout', 'Disconnected'])
    test(`that ended as "${outcome}" is doubted, though every test in it passed`, () => {
      assert.deepEqual(reportIn(trx([['Adds', 'Passed']], 'total="1"', outcome)).doubts, [
        `The run ended as "${outcome}".`,
      ]);
    });

  test('that lists fewer tests than it counts is doubted', () => {
    assert.deepEqual(reportIn(trx([['Adds', 'Passed']], 'total="7"')).doubts, [
      'The report counts 7 tests and lists 1.',
    ]);
  });

  test('stays red though its counters are no numbers, with exit code 0 as well', () => {
    const text = trx(
      [
        ['Adds', 'Failed'],
        ['Removes', 'Passed'],
      ],
      'total="-" failed="one" error="0"',
    );
    const read = reportIn(text);
    assert.equal(read.failures, 0);
    const reading = withReportFiles(parseTestOutput('', '/x'), { reports: [{ ...read, folder: '' }], doubts: [] });
    assert.equal(reading.failures, 1);
    const { hollow } = judgeRun({
      name: 'test',
      command: 'dotnet test',
      exitCode: 0,
      timedOut: false,
      text: '',
      reading,
    });
    assert.equal(hollow, 'it ended with exit code 0, but dotnet test reports 1 failure');
  });

  test('that breaks off anywhere never has more green tests than the whole one, and says that it does', () => {
    const text = trx(
      [
        ['A', 'Passed'],
        ['B', 'Passed'],
        ['C', 'Failed'],
      ],
      'total="3" failed="1"',
    );
    fc.assert(
      fc.property(fc.nat({ max: text.trimEnd().length - 1 }), (length) => {
        const content = readReport(text.slice(0, length));
        if (content.kind !== 'report') return;
        assert.ok((content.report.passed ?? 0) <= 2);
        assert.match(content.report.doubts?.join(' ') ?? '', /It is not complete XML/);
      }),
    );
  });
});

describe('a report in JUnit XML', () => {
  const suite = (inside: string, more = 'tests="1"'): string =>
    `<testsuites><testsuite name="s" ${more}>${inside}</testsuite></testsuites>`;
  const one = (inside: string): string => suite(`<testcase classname="a.B" name="c">${inside}</testcase>`);
  for (const [what, text, outcome] of [
    ['a failure', one('<failure/>'), 'failed'],
    ['an error', one('<error message="boom"/>'), 'failed'],
    ['a failure behind output', one('<system-out>fine</system-out><failure>no</failure>'), 'failed'],
    ['a failure and a skip', one('<failure/><skipped/>'), 'failed'],
    ['a skip and a failure', one('<skipped/><failure/>'), 'failed'],
    ['a skip', one('<skipped message="later"/>'), 'skipped'],
    [
      'only output',
      one('<system-out>&lt;failure/&gt;</system-out><system-err><![CDATA[<failure/>]]></system-err>'),
      'passed',
    ],
    ['properties', one('<properties><property name="failure" value="x"/></properties>'), 'passed'],
    ['nothing', one(''), 'passed'],
  ] as const)
    test(`has a test with ${what} as ${outcome}`, () => {
      const { passed, skipped, failed } = reportIn(text);
      assert.deepEqual(
        [passed, skipped, failed.length],
        [outcome === 'passed' ? 1 : 0, outcome === 'skipped' ? 1 : 0, outcome === 'failed' ? 1 : 0],
      );
    });

  test('counts the failures of a suite that names none of them', () => {
    const read = reportIn(suite('<testcase classname="a" name="b c"/>', 'tests="1" failures="2" errors="1"'));
    assert.deepEqual([read.failures, read.failed], [3, []]);
    const reading = withReportFiles(parseTestOutput('', '/x'), { reports: [{ ...read, folder: '' }], doubts: [] });
    assert.equal(reading.failures, 3);
    assert.match(reading.doubts.join(' '), /The reports count 3 failures and name 0\./);
  });

  test('counts suites in suites once', () => {
    const inner =
      '<testsuite name="i" tests="2" failures="1"><testcase classname="x" name="y"><failure/></testcase><testcase classname="x" name="z"/></testsuite>';
    const read = reportIn(suite(inner, 'tests="2" failures="1"'));
    assert.deepEqual([read.failures, read.passed, read.doubts], [1, 1, []]);
  });

  for (const [what, attributes] of [
    ['the class', 'classname="a.BTest" name="a.BTest"'],
    ['the file', 'classname="" name="test/a.test.js"'],
    ['no name', 'classname="a.B" name=""'],
    ['a word of its runner', 'classname="a.B" name="initializationError"'],
    ['a hook', 'classname="a B" name="&quot;before all&quot; hook for &quot;x&quot;"'],
    ['a fixture of Python', 'classname="" name="setUpClass (a.B)"'],
  ] as const)
    test(`is doubted where a failure stands for more than a test, by ${what}`, () => {
      const read = reportIn(suite(`<testcase ${attributes}><failure message="no"/></testcase>`));
      assert.equal(read.failed.length, 1);
      assert.match(read.doubts?.join(' ') ?? '', /failed as a whole, so nobody knows how its tests came out\./);
    });

  test('has the later reading of a time without a zone, so that a new report is never taken for an old one', () => {
    const at = (stamp: string) =>
      reportIn(suite('<testcase classname="a" name="b c"/>', `tests="1" timestamp="${stamp}"`)).begunAt;
    assert.equal(at('2026-01-02T03:04:05Z'), Date.UTC(2026, 0, 2, 3, 4, 5));
    assert.equal(at('2026-01-02T05:04:05+02:00'), Date.UTC(2026, 0, 2, 3, 4, 5));
    assert.ok((at('2026-01-02T03:04:05') ?? 0) >= Date.UTC(2026, 0, 2, 3, 4, 5));
    for (const none of ['', 'yesterday']) assert.equal(at(none), undefined);
  });
});

describe('a file that is not what it is called', () => {
  for (const [what, text, kind] of [
    ['nothing', '', 'broken'],
    ['blanks', ' \r\n\t', 'broken'],
    ['the mark of its encoding alone', '\uFEFF', 'broken'],
    ['a page of a proxy', '<!doctype html><html><body>502</body></html>', 'other'],
    ['XML of another kind', '<?xml version="1.0"?><project/>', 'other'],
    ['an empty object', '{}', 'other'],
    ['a list', '[]', 'other'],
    ['a number', '7', 'other'],
    ['null', 'null', 'other'],
    ['settings', '{"name":"x","scripts":{"test":"jest"}}', 'other'],
    ['a log', 'All tests passed\n', 'other'],
    ['JSON of a runner that breaks off', '{"numTotalTests":3,"testResults":[{"assertionResults":[', 'broken'],
    ['JSON of a runner with words in the wrong places', '{"numFailedTests":"0","testResults":7}', 'other'],
  ] as const)
    test(`but ${what} gives no green result`, () => assert.equal(readReport(text).kind, kind));

  test('is read, or not, and never makes the check fail by itself', () => {
    const value = fc.letrec<{ any: unknown }>((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<unknown>(null, true, 0, -1, 1e309, '', 'failed', 'passed'),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(
          fc.constantFrom(
            'stats',
            'summary',
            'suites',
            'specs',
            'tests',
            'results',
            'failures',
            'passes',
            'examples',
            'testResults',
            'assertionResults',
            'status',
            'outcome',
            'exitcode',
            'unexpected',
            'example_count',
            'numFailedTests',
            'title',
            'nodeid',
            'err',
            '__proto__',
          ),
          tie('any'),
          { maxKeys: 6 },
        ),
      ),
    })).any;
    fc.assert(
      fc.property(value, (any) => {
        const content = readReport(JSON.stringify(any));
        if (content.kind !== 'report') return;
        for (const { name, excerpt } of content.report.failed)
          assert.ok(typeof name === 'string' && typeof excerpt === 'string');
        assert.ok(!Number.isNaN(content.report.failures ?? 0));
      }),
      { numRuns: 300 },
    );
  });

  test(
    'is named with why it could not be read, and the results beside it still count',
    { skip: process.platform !== 'linux' },
    async (t) => {
      const root = await temporaryFolder(t);
      const before = await reportsBefore(root, ['out/*.xml', 'junit.xml']);
      // It looks like a file, and the system does not let anybody read its beginning.
      await symlink('/proc/self/mem', path.join(root, 'junit.xml'));
      await writeFile(path.join(root, 'test-results.json'), reportTexts(['adds'], 2)['jest JSON'] ?? '');
      const { reports, doubts, unwritten } = await readReports(root, ['junit.xml'], before, Date.now());
      assert.deepEqual(
        reports.map(({ runner, failures }) => [runner, failures]),
        [['jest', 1]],
      );
      assert.match(doubts.join(' '), /^junit\.xml could not be read \(E[A-Z]+\)\.$/);
      assert.match(unwritten ?? '', /It wrote no report that checkpoint\.report names \(junit\.xml\)\./);
    },
  );
});

describe('printed results and report files together', () => {
  const name = fc.constantFrom(
    'adds',
    'adds two',
    'removes',
    'math adds',
    'ADDS',
    'a-d-d-s',
    'Zähler',
    '🌊',
    'x:1',
    'x 1',
  );
  const names = fc.uniqueArray(name, { maxLength: 5 });
  const formats = Object.keys(reportTexts([], 1));

  test('are red where either of them is, and lose no failure that only one of them names', () => {
    fc.assert(
      fc.property(names, names, fc.constantFrom(...formats), (printedNames, filed, format) => {
        const printed = {
          ...parseTestOutput('', '/x'),
          ...{
            failed: printedNames.map((each) => ({ name: each, excerpt: '' })),
            failures: printedNames.length,
            runners: ['mine'],
          },
        };
        const text =
          reportTexts(
            filed.map((each) => each.replace('🌊', 'wave')),
            2,
          )[format] ?? '';
        const reading = withReportFiles(printed, { reports: [{ ...reportIn(text), folder: '' }], doubts: [] });
        assert.equal(reading.failures > 0, printedNames.length + filed.length > 0);
        assert.ok(reading.failures >= Math.max(printedNames.length, filed.length));
        assert.ok(reading.failures >= reading.failed.length);
      }),
    );
  });

  test('are the printed ones where no file was written, which is said where a plan names one', () => {
    const printed = parseTestOutput('nothing that is known\n', '/x');
    const unwritten = 'It wrote no report that checkpoint.report names (a.xml).';
    const reading = withReportFiles(printed, { reports: [], doubts: [], unwritten });
    assert.deepEqual([reading.doubts, reading.unwritten, reading.failures], [[unwritten], unwritten, 0]);
  });

  test('are read from what a command prints in JSON among other words', () => {
    for (const format of ['jest JSON', 'mocha JSON']) {
      const text = `> test\n${reportTexts(['adds'], 3)[format] ?? ''}\nnpm notice New version\n`;
      const { failed, passed } = readResults(text, '/x', { reports: [], doubts: [] });
      assert.deepEqual([failed.length, passed], [1, 3], format);
    }
  });
});
