import assert from 'node:assert/strict';
import { mkdtempSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { parseTestOutput } from '../../../src/checks/parseTestOutput.ts';
import { readJunit } from '../../../src/checks/readJunit.ts';
import { readReports, withReportFiles } from '../../../src/checks/reportFiles.ts';

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

  test('is found in the common places and where the plan says, unless it is of an earlier run', async (t) => {
    const root = folder(t);
    const places = ['target/surefire-reports/TEST-A.xml', 'out/mine.xml', 'build/test-results/test/TEST-old.xml'];
    for (const place of places) {
      mkdirSync(path.join(root, path.dirname(place)), { recursive: true });
      writeFileSync(path.join(root, place), report);
    }
    const now = Date.now();
    utimesSync(path.join(root, 'build/test-results/test/TEST-old.xml'), now / 1000 - 600, now / 1000 - 600);
    assert.equal((await readReports(root, ['out/*.xml'], now - 1000)).length, 2);
    assert.equal((await readReports(root, [], now - 1000)).length, 1);
  });

  test('names what a runner only counts when it prints', () => {
    const printed = parseTestOutput('Tests run: 4, Failures: 1, Errors: 1, Skipped: 1\n', '/x');
    assert.notEqual(printed.doubts.length, 0);
    const read = readJunit(report);
    assert.deepEqual(withReportFiles(printed, read === undefined ? [] : [read]).doubts, []);
  });

  test('that is about less than what was printed does not take its place', () => {
    const printed = parseTestOutput('Tests run: 40, Failures: 7, Errors: 0, Skipped: 0\n', '/x');
    const read = readJunit(report);
    assert.equal(withReportFiles(printed, read === undefined ? [] : [read]).failures, 7);
  });
});
