import assert from 'node:assert/strict';
import { mkdtempSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { parseTestOutput } from '../../../../src/checks/parsers/parseTestOutput.ts';
import { withReportFiles } from '../../../../src/checks/reports/combine.ts';
import { readJunit } from '../../../../src/checks/reports/junit.ts';
import { readReport } from '../../../../src/checks/reports/readReport.ts';
import { readReports, reportsBefore } from '../../../../src/checks/reports/reportFiles.ts';
import { reportTexts } from '../reportTexts.ts';

const report = `<?xml version="1.0"?>
<testsuite name="ATest" tests="4" failures="1" errors="1" skipped="1">
  <testcase classname="ATest" name="fine"/>
  <testcase classname="ATest" name="adds" file="test/a.js"><failure message="1 is not 2"><![CDATA[at ATest:5]]></failure></testcase>
  <testcase classname="ATest" name="divides"><error message="boom"/></testcase>
  <testcase classname="ATest" name="later"><skipped/></testcase>
</testsuite>`;

function folder(t: TestContext): string {
  const made = mkdtempSync(path.join(os.tmpdir(), 'reports-'));
  t.after(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

function write(root: string, place: string, content: string): void {
  mkdirSync(path.join(root, path.dirname(place)), { recursive: true });
  writeFileSync(path.join(root, place), content);
}

describe('a report in JUnit XML', () => {
  test('says which tests failed, and how many passed and were skipped', () => {
    const read = readJunit(report);
    assert.deepEqual([read?.passed, read?.skipped, read?.failures, read?.doubts], [1, 1, 2, []]);
    assert.deepEqual(
      read?.failed.map(({ name, file }) => [name, file]),
      [
        ['ATest.adds', 'test/a.js'],
        ['ATest.divides', undefined],
      ],
    );
    assert.match(read?.failed[0]?.excerpt ?? '', /1 is not 2\nat ATest:5/);
  });

  test('that breaks off is doubted', () => {
    assert.notEqual(readJunit(report.slice(0, 300))?.doubts?.length, 0);
  });
});

describe('a report of another format', () => {
  for (const [format, text] of Object.entries(reportTexts(['adds'], 5))) {
    test(`names its failure, and counts what passed (${format})`, () => {
      const read = readReport(text);
      assert.equal(read.kind, 'report');
      if (read.kind !== 'report') return;
      assert.deepEqual([read.report.passed, read.report.failed.length, read.report.doubts], [5, 1, []]);
      assert.match(read.report.failed[0]?.name ?? '', /adds/);
    });
  }
});

describe('report files', () => {
  const find = async (root: string, named: readonly string[], change: () => void, startedAt = Date.now()) => {
    const before = await reportsBefore(root, named);
    change();
    return readReports(root, named, before, startedAt);
  };

  test('are found in the common places and where the plan says', async (t) => {
    const root = folder(t);
    const places = ['target/surefire-reports/TEST-A.xml', 'out/mine.xml', 'a/TestResults/x.trx', 'junit.xml'];
    const texts = reportTexts(['adds'], 5);
    const change = () =>
      places.forEach((place) => write(root, place, place.endsWith('.trx') ? (texts['.trx'] ?? '') : report));
    const found = await find(root, ['out/*.xml'], change);
    assert.deepEqual(
      found.reports.map((read) => read.folder),
      ['a/TestResults', '', 'out', 'target/surefire-reports'],
    );
  });

  test('that were there before and are not written again are of an earlier run, however new they are', async (t) => {
    const root = folder(t);
    write(root, 'junit.xml', report);
    const found = await find(root, ['junit.xml'], () => undefined);
    assert.deepEqual(found.reports, []);
    assert.match(found.unwritten ?? '', /junit\.xml is of an earlier run/);
  });

  test('that were copied from an earlier run are known by their own clock', async (t) => {
    const root = folder(t);
    const old = report.replace('name="ATest"', 'name="ATest" timestamp="2026-01-02T03:04:05Z"');
    const found = await find(root, ['junit.xml'], () => write(root, 'junit.xml', old));
    assert.deepEqual(found.reports, []);
    const today = report.replace('name="ATest"', `name="ATest" timestamp="${new Date().toISOString()}"`);
    assert.equal((await find(root, ['junit.xml'], () => write(root, 'junit.xml', today))).reports.length, 1);
  });

  test('that only had their time changed by hand to before the start still count when they were written', async (t) => {
    const root = folder(t);
    const found = await find(root, [], () => {
      write(root, 'junit.xml', report);
      utimesSync(path.join(root, 'junit.xml'), 1, 1);
    });
    assert.equal(found.reports.length, 1);
  });

  test('that are empty, break off, or are of no known format are said', async (t) => {
    const root = folder(t);
    const found = await find(root, ['*.json', '*.txt'], () => {
      write(root, 'junit.xml', '');
      write(root, 'jest.json', (reportTexts(['adds'], 5)['jest JSON'] ?? '').slice(0, 200));
      write(root, 'notes.txt', 'all is well');
    });
    assert.deepEqual(found.doubts, [
      'jest.json breaks off before its end.',
      'junit.xml is empty.',
      'notes.txt is of no format that is read (docs/checks.md lists them).',
    ]);
  });
});

describe('printed results and report files together', () => {
  const files = (...texts: readonly string[]) => ({
    reports: texts.flatMap((text) => {
      const read = readReport(text);
      return read.kind === 'report' ? [{ ...read.report, folder: '' }] : [];
    }),
    doubts: [],
  });

  test('name what a runner only counts when it prints', () => {
    const printed = parseTestOutput('Tests run: 4, Failures: 1, Errors: 1, Skipped: 1\n', '/x');
    assert.notEqual(printed.doubts.length, 0);
    assert.deepEqual(withReportFiles(printed, files(report)).doubts, []);
  });

  test('count more failures than they name where the file is about less', () => {
    const printed = parseTestOutput('Tests run: 40, Failures: 7, Errors: 0, Skipped: 0\n', '/x');
    const reading = withReportFiles(printed, files(report));
    assert.equal(reading.failures, 7);
    assert.match(reading.doubts.join(' '), /count 7 failures and name 2/);
  });

  test('are held beside the number that was printed, where that is another', () => {
    const reading = (text: string) => withReportFiles(parseTestOutput(text, '/x'), files(report)).otherwise;
    assert.equal(reading('Tests run: 4, Failures: 1, Errors: 1, Skipped: 1\n'), undefined);
    assert.deepEqual(reading('Tests run: 3, Failures: 1, Errors: 1, Skipped: 1\n'), { by: 'printed', tests: 3 });
    assert.deepEqual(reading('Tests run: 40, Failures: 2, Errors: 0, Skipped: 0\n'), { by: 'reports', tests: 4 });
    assert.equal(reading('nothing that anybody counts\n'), undefined);
  });

  test('are counted once when a run writes its results in two formats', () => {
    const { 'jest JSON': jest = '', 'JUnit XML': junit = '' } = reportTexts(['adds'], 5);
    const reading = withReportFiles(parseTestOutput('', '/x'), files(jest, junit));
    assert.deepEqual([reading.passed, reading.failed.length], [5, 1]);
  });
});
