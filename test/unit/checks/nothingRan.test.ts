import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { suite, test } from 'node:test';
import { isRed } from '../../../src/core/checks/isRed.ts';
import { failedWithoutRetry } from '../../../src/checks/gradleRetries.ts';
import { runOf } from './evidence.ts';
import * as o from './outputs.ts';

/** Output with exit code 0 where no test ran. */
const idle: Readonly<Record<string, string>> = {
  'go, no test files': '?   \texample.com/m/a\t[no test files]\n',
  'ExUnit, none': '0 tests, 0 failures\n',
  'ExUnit, all excluded': '5 tests, 0 failures, 5 excluded\n',
  EUnit: 'There were no tests to run.\n',
  OPA: 'PASS: 0/0\n',
  Foundry: 'No tests found in project! Forge looks for functions that starts with `test`.\n',
  Pester: 'Tests Passed: 0, Failed: 0, Skipped: 0, Inconclusive: 0, NotRun: 0\n',
  CppUTest: 'OK (0 tests, 0 ran, 0 checks, 0 ignored, 0 filtered out, 0 ms)\n',
  k6: '     checks.........................: 0.00% ✓ 0 ✗ 0\n',
  Unity: '0 Tests 0 Failures 0 Ignored \nOK\n',
  Automake: '# TOTAL: 0\n# PASS:  0\n# FAIL:  0\n',
  bun: 'No tests found!\n',
  Playwright: 'Error: No tests found\n',
  AVA: "  ✖ Couldn't find any files to test\n",
  'karma without specs': 'Executed 0 of 0 SUCCESS (0.001 secs / 0 secs)\n',
  'turbo, no tasks': ' Tasks:    0 successful, 0 total\nCached:    0 cached, 0 total\n',
  behave: '0 features passed, 0 failed, 0 skipped\n0 scenarios passed, 0 failed, 0 skipped\n',
  Cucumber: '0 scenarios\n0 steps\n',
  'Cucumber, steps that nobody wrote': '3 scenarios (3 undefined)\n9 steps (9 undefined)\n',
  'Robot Framework': '0 tests, 0 passed, 0 failed\n',
  busted: '0 successes / 0 failures / 0 errors / 0 pending : 0.0 seconds\n',
  NUnit: '  Test Count: 0, Passed: 0, Failed: 0, Warnings: 0, Inconclusive: 0, Skipped: 0\n',
  sbt: '[info] No tests were executed.\n[success] Total time: 1 s\n',
  'sbt, totals': '[info] Passed: Total 0, Failed 0, Errors 0, Passed 0\n',
  Flutter: 'No tests ran.\n',
  Dart: 'No tests match regular expression "x".\n',
  Leiningen: 'Ran 0 tests containing 0 assertions.\n0 failures, 0 errors.\n',
  Alcotest: 'Test Successful in 0.000s. 0 tests run.\n',
  Zig: 'All 0 tests passed.\n',
  Julia: 'Test Summary: |Time\nx             | None  0.0s\n',
  prove: 'Files=0, Tests=0,  0 wallclock secs\nResult: NOTESTS\n',
  testthat: '[ FAIL 0 | WARN 0 | SKIP 0 | PASS 0 ]\n',
  'Web Test Runner': 'Chrome: |██| 0/0 test files | 0 passed, 0 failed\n',
  Cypress: "Can't run because no spec files were found.\n",
  'jest --passWithNoTests': 'No tests found, exiting with code 0\n',
  'jest --onlyChanged': 'No tests found related to files changed since last commit.\nPress `a` to run all tests.\n',
  'vitest --passWithNoTests': ' RUN  v3.0.0 /x\n\nNo test files found, exiting with code 0\n',
  'pytest, nothing collected': '============ no tests ran in 0.01s ============\n',
  'pytest, all deselected': '====== 12 deselected in 0.02s ======\n',
  'cargo, all filtered out':
    'running 0 tests\n\ntest result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 5 filtered out; finished in 0.00s\n',
  'go, none of the name': 'ok  \texample.com/m/a\t0.002s [no tests to run]\n?   \texample.com/m/b\t[no test files]\n',
  'dotnet, no adapter':
    'No test is available in /a/b.dll. Make sure that test discoverer & executors are registered.\n',
  'dotnet, a filter': 'No test matches the given testcase filter `FullyQualifiedName~X` in /a/b.dll\n',
  'maven -DskipTests':
    '[INFO] --- surefire:3.0.0:test (default-test) @ a ---\n[INFO] Tests are skipped.\n[INFO] BUILD SUCCESS\n',
  'maven without tests':
    '[INFO] --- surefire:3.0.0:test (default-test) @ a ---\n[INFO] No tests to run.\n[INFO] BUILD SUCCESS\n',
  'gradle without sources': '> Task :compileJava\n> Task :test NO-SOURCE\n\nBUILD SUCCESSFUL in 1s\n',
  'gradle -x test': '> Task :test SKIPPED\n\nBUILD SUCCESSFUL in 1s\n',
  phpunit: 'PHPUnit 9.6.0 by Sebastian Bergmann and contributors.\n\nNo tests executed!\n',
  ctest: 'Test project /b\nNo tests were found!!!\n',
  ExUnit: 'There are no tests to run\n',
  'jasmine with a filter': 'Started\n\n\n\nRan 0 of 4 specs\n0 specs, 0 failures\nFinished in 0.073 seconds\n',
  'Catch2 with a filter': "Filters: 'zzz'\nNo test cases matched 'zzz'\n",
  nx: ' NX   No tasks were run\n',
  turbo: 'No tasks were executed as part of this run.\n\n Tasks:    0 successful, 0 total\n',
  'pnpm --filter': 'No projects matched the filters in "/x"\n',
  'pnpm -r without the script': 'None of the selected packages has a "test" script\n',
  lerna: 'lerna notice No packages found with the lifecycle script "test"\n',
  'the script that npm init writes, made green':
    '> a@1.0.0 test\n> echo "Error: no test specified"\n\nError: no test specified\n',
  bazel: 'INFO: Build completed successfully\nERROR: No test targets were found, yet testing was requested\n',
  'tox, all skipped': '  py39: SKIP (0.01 seconds)\n  congratulations :) (0.03 seconds)\n',
  'make, a folder of that name': "make: Nothing to be done for 'test'.\n",
  'make, a file of that name': "make: 'test' is up to date.\n",
};

/** Output with exit code 0 where tests ran in one place and not in another. */
const partly: Readonly<Record<string, string>> = {
  'go, a package without tests': 'ok  \texample.com/m/a\t0.002s\n?   \texample.com/m/b\t[no test files]\n',
  'gradle, a project without tests': '> Task :a:test NO-SOURCE\n> Task :b:test\n\nBUILD SUCCESSFUL in 1s\n',
  'maven, a module without tests':
    '[INFO] No tests to run.\n[INFO] Tests run: 6, Failures: 0, Errors: 0, Skipped: 0\n[INFO] BUILD SUCCESS\n',
  'pnpm -r, a package without tests': `packages/a test$ jest --passWithNoTests\npackages/a test: No tests found, exiting with code 0\npackages/b test$ node check.js\npackages/b test: all is well\npackages/b test: Done\n`,
  'two runners, one without tests': `No tests found, exiting with code 0\n${o.nodeSpec([]).split('✖ failing')[0]}`,
  'a program that prints nothing': '',
  'tox, one skipped': '  py39: SKIP (0.01 seconds)\n  py310: OK (0.5=setup[0.1]+cmd[0.4] seconds)\n',
};

/** Output with exit code 0 whose totals say that something failed. */
const failing: Readonly<Record<string, string>> = {
  prove: 'Files=1, Tests=2,  0 wallclock secs\nResult: FAIL\n',
  testthat: '[ FAIL 1 | WARN 0 | SKIP 0 | PASS 2 ]\n',
  'Robot Framework': '3 tests, 2 passed, 1 failed\n',
  'go, a package that does not compile': 'ok  \ta\t0.1s\nFAIL\texample.com/m/b [build failed]\n',
  'Vitest, an error outside of tests': ' Test Files  1 passed (1)\n      Tests  2 passed (2)\n     Errors  1 error\n',
  'jest, the totals alone': 'Tests:       1 failed, 2 passed, 3 total\n',
  'Gradle with ignoreFailures':
    '3 tests completed, 1 failed\nThere were failing tests. See the report at: file:///x\n\nBUILD SUCCESSFUL in 1s\n',
};

suite('a check that ends well and says that something failed', () => {
  for (const [name, text] of Object.entries(failing)) {
    test(`is red: ${name}`, () => assert.match(runOf({ text, exit: 0 }).hollow ?? '', /it says|reports/));
  }
});

const retried =
  'AppTest > adds() FAILED\n    java.lang.AssertionError\n\n3 tests completed, 1 failed\n\nBUILD SUCCESSFUL in 1s\n';

suite('a build of Gradle that succeeds although it counts failed tests', () => {
  test('is green where they were tried again, and they are told as flaky', () => {
    const run = runOf({ command: './gradlew test', text: `> Task :test\n\n${retried}`, exit: 0 });
    assert.equal(run.hollow, undefined);
    assert.deepEqual(run.flaky, ['AppTest > adds()']);
    assert.deepEqual(run.failed, []);
  });

  test('does not excuse an earlier build that failed, or failures of another runner', () => {
    const text = `FAILURE: Build failed with an exception.\n\nBUILD FAILED in 1s\n${retried}`;
    assert.match(runOf({ command: './ci.sh', text, exit: 0 }).hollow ?? '', /gradle reports 1 failure/);
    const jest = `Tests:       1 failed, 2 passed, 3 total\nBUILD SUCCESSFUL in 1s\n`;
    assert.notEqual(runOf({ command: './ci.sh', text: jest, exit: 0 }).hollow, undefined);
  });

  test('is red where no build file has tests tried again', async () => {
    const root = mkdtempSync(path.join(os.tmpdir(), 'gradle-'));
    try {
      assert.match((await failedWithoutRetry(root, retried)) ?? '', /"3 tests completed, 1 failed", and no build file/);
      assert.equal(await failedWithoutRetry(root, 'BUILD SUCCESSFUL in 1s\n'), undefined);
      mkdirSync(path.join(root, 'build-logic/src/main/kotlin'), { recursive: true });
      writeFileSync(path.join(root, 'build-logic/src/main/kotlin/tests.gradle.kts'), 'retry { maxRetries = 2 }\n');
      assert.equal(await failedWithoutRetry(root, retried), undefined);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});

/** Output with exit code 0 of a run that broke off. */
const brokenOff: Readonly<Record<string, string>> = {
  'TAP, fewer tests than planned': 'TAP version 14\n1..5\nok 1 - a\nok 2 - b\nok 3 - c\n',
  'TAP, the second program without a plan': 'TAP version 14\n1..1\nok 1 - a\nTAP version 14\nok 1 - b\n',
  'TAP that bailed out': 'TAP version 13\nok 1 - a\nBail out! The database is gone.\n1..1\n',
  'pytest, a worker that crashed':
    '2 workers [4 items]\n...\n[gw0] node down: Not properly terminated\nreplacing crashed worker gw0\n== 3 passed in 0.41s ==\n',
  'pytest, interrupted': '!!!!!!!! KeyboardInterrupt !!!!!!!!\n== 2 passed in 0.41s ==\n',
  Playwright: 'Running 3 tests using 1 worker\n\n  1 did not run\n  2 passed (1.2s)\n',
};

/** Output with exit code 0 that only looks as if it broke off. */
const whole: Readonly<Record<string, string>> = {
  'a range of numbers in the output': '1..10 are small\n== 3 passed in 0.41s ==\n',
  'TAP whose middle was left out': 'TAP version 14\n1..9000\nok 1 - a\n[90000 bytes left out]\nok 9000 - z\n',
  'TAP with a plan at its end': 'TAP version 13\n# a\nok 1 is one\n\n1..1\n# tests 1\n# pass  1\n',
  'TAP with subtests': 'TAP version 14\n# Subtest: a\n    ok 1 - b\n    1..1\nok 1 - a\n1..1\n',
};

suite('a check that ends well and broke off', () => {
  for (const [name, text] of Object.entries(brokenOff)) {
    test(`is red: ${name}`, () => assert.match(runOf({ text, exit: 0 }).hollow ?? '', /not all of it ran/));
  }
  for (const [name, text] of Object.entries(whole)) {
    test(`is green where it did not: ${name}`, () => assert.equal(isRed(runOf({ text, exit: 0 })), false));
  }
  test('is red where Playwright skipped every test', () =>
    assert.match(
      runOf({ text: 'Running 2 tests using 1 worker\n--\n  2 skipped\n', exit: 0 }).hollow ?? '',
      /skipped/,
    ));
});

suite('a check that ends well and ran no test', () => {
  for (const [name, text] of Object.entries(idle)) {
    test(`is red, and says why: ${name}`, () =>
      assert.match(runOf({ text, exit: 0 }).hollow ?? '', /ran no test|were skipped/));
  }
  for (const [name, text] of Object.entries(partly)) {
    test(`is green where others ran: ${name}`, () => assert.equal(isRed(runOf({ text, exit: 0 })), false));
  }
});
