import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { isRed } from '../../../src/core/checks/isRed.ts';
import { runOf } from './evidence.ts';
import * as o from './outputs.ts';

/** Output with exit code 0 where no test ran. */
const idle: Readonly<Record<string, string>> = {
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

suite('a check that ends well and ran no test', () => {
  for (const [name, text] of Object.entries(idle)) {
    test(`is red, and says why: ${name}`, () =>
      assert.match(runOf({ text, exit: 0 }).hollow ?? '', /ran no test|were skipped/));
  }
  for (const [name, text] of Object.entries(partly)) {
    test(`is green where others ran: ${name}`, () => assert.equal(isRed(runOf({ text, exit: 0 })), false));
  }
});
