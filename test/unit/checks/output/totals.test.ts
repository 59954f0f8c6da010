import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isRed } from '../../../../src/core/checks/isRed.ts';
import { runOf } from '../evidence.ts';
import * as o from '../outputs.ts';

/** Ends of outputs in which runners without a parser say that tests failed. */
const tests: Readonly<Record<string, string>> = {
  bats: ' ✓ adds\n ✗ subtracts\n\n2 tests, 1 failure\n',
  busted: '+-\n1 success / 1 failure / 0 errors / 0 pending : 0.01 seconds\n',
  'busted, an error': '1 success / 0 failures / 1 error / 0 pending : 0.01 seconds\n',
  Tasty: '  subs: FAIL\n\n1 out of 2 tests failed (0.00s)\n',
  'clojure.test': 'Ran 2 tests containing 3 assertions.\n1 failures, 0 errors.\n',
  EUnit: '  Failed: 1.  Skipped: 0.  Passed: 3.\n',
  'Common Test': 'Failed 1 tests. Passed 2 tests. \n',
  Julia: 'ERROR: LoadError: Some tests did not pass: 1 passed, 1 failed, 0 errored, 0 broken.\n',
  Flutter: '00:01 +1 -1: Some tests failed.\n',
  xcodebuild: '** TEST FAILED **\n',
  Cucumber: '3 scenarios (1 failed, 2 passed)\n',
  behave: '0 features passed, 1 failed, 0 skipped\n1 scenario passed, 1 failed, 0 skipped\n',
  Cypress: '    ✖  1 of 2 failed (50%)                      00:01        3        2        1        -        -\n',
  Terraform: 'Failure! 1 passed, 1 failed.\n',
  Conftest: '2 tests, 1 passed, 0 warnings, 1 failure, 0 exceptions\n',
  OPA: 'FAIL: 1/2\n',
  dbt: '10:00:00  Done. PASS=1 WARN=0 ERROR=1 SKIP=0 TOTAL=2\n',
  Foundry: 'Suite result: FAILED. 1 passed; 1 failed; 0 skipped; finished in 1ms\n',
  Ansible: 'localhost : ok=3 changed=1 unreachable=0 failed=1 skipped=0 rescued=0 ignored=0\n',
  Unity: '3 Tests 1 Failures 0 Ignored \nFAIL\n',
  Check: '50%: Checks: 2, Failures: 1, Errors: 0\n',
  cmocka: '[  FAILED  ] 1 test(s), listed below:\n',
  CppUTest: 'Errors (1 failures, 2 tests, 2 ran, 3 checks, 0 ignored, 0 filtered out, 1 ms)\n',
  'Qt Test': 'Totals: 2 passed, 1 failed, 0 skipped, 0 blacklisted, 1ms\n',
  Automake: '# TOTAL: 2\n# PASS:  1\n# FAIL:  1\n',
  TestNG: 'Default suite\nTotal tests run: 2, Passes: 1, Failures: 1, Skips: 0\n',
  WebdriverIO: 'Spec Files:\t 1 passed, 1 failed, 2 total (100% completed) in 00:00:10\n',
  TestCafe: ' 1/2 failed (1s)\n',
  Nightwatch: '  TEST FAILURE: 1 error during execution; 1 tests failed, 1 passed (1s)\n',
  lab: '1 of 2 tests failed\n',
  Japa: 'Tests  1 failed, 1 passed (2)\n',
  Newman: '│              assertions │                 3 │                1 │\n',
  k6: "ERRO[0001] thresholds on metrics 'http_req_failed' have been crossed\n",
  Karate: 'scenarios:    2 | passed:     1 | failed: 1\n',
  Gauge: 'Specifications:\t1 executed\t0 passed\t1 failed\t0 skipped\n',
  sbt: '[error] Failed: Total 2, Failed 1, Errors 0, Passed 1\n',
  Zig: '1 passed; 0 skipped; 1 failed.\n',
  Alcotest: '1 failure! in 0.001s. 2 tests run.\n',
  Pester: 'Tests Passed: 1, Failed: 1, Skipped: 0, Inconclusive: 0, NotRun: 0\n',
  shunit2: 'Ran 2 tests.\n\nFAILED (failures=1)\n',
  tox: '  py311: FAIL code 1 (1.00 seconds)\n  evaluation failed :( (1.05 seconds)\n',
  nox: 'nox > Session tests failed.\n',
  'Web Test Runner': 'Chrome: |██| 1/1 test files | 1 passed, 1 failed\n',
  'Playwright, its summary alone': '  1 failed\n    [chromium] › a.spec.ts:3:5 › adds ──────\n  1 passed (1.2s)\n',
};

/** The same of linters, formatters and builds. */
const others: Readonly<Record<string, string>> = {
  markdownlint: 'Summary: 1 error(s)\n',
  Pyright: '1 error, 0 warnings, 0 informations \n',
  'svelte-check': 'svelte-check found 1 error and 0 warnings in 1 file\n',
  Biome: 'Checked 2 files in 5ms. No fixes applied.\nFound 1 error.\n',
  oxlint: 'Found 0 warnings and 1 error.\n',
  PHPStan: ' [ERROR] Found 1 error      \n',
  ktlint: 'Summary error count (descending) by rule:\n  standard:final-newline: 1\n',
  Dialyxir: 'done (warnings were emitted)\n',
  ShellCheck: '     ^-- SC2068 (error): Double quote array expansions\n',
  Black: 'would reformat a.py\n1 file would be reformatted, 1 file would be left unchanged.\n',
  rustfmt: 'Diff in /x/a.rs:1:\n-fn a\n+fn a()\n',
  'pre-commit': 'trim trailing whitespace.................................................Failed\n',
  act: "Error: Job 'test' failed\n",
  Docker: 'ERROR: failed to solve: process "/bin/sh -c npm test" did not complete successfully: exit code: 1\n',
  Vite: 'error during build:\nRollupError: Could not resolve "./x"\n',
  webpack: 'webpack 5.90.0 compiled with 1 error in 500 ms\n',
  esbuild: '✘ [ERROR] Could not resolve "x"\n',
  'Next.js': 'Failed to compile.\n',
  Rollup: '[!] RollupError: Could not resolve "x"\n',
  CMake: '-- Configuring incomplete, errors occurred!\n',
  'Node, out of memory': 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n',
};

const green = o.nodeSpec([]).split('✖ failing')[0] ?? '';
const command = './check.sh';

describe('totals of a tool whose failures are not read', () => {
  for (const [name, text] of Object.entries({ ...tests, ...others })) {
    test(`make a check red that ends well (${name})`, () => {
      assert.match(runOf({ command, text, exit: 0 }).hollow ?? '', /exit code 0, but it says "/);
    });
  }

  test('count beside tests that were read; those of linters and builds do not, because tests print them', () => {
    for (const text of Object.values(tests)) assert.ok(isRed(runOf({ command, text: `${green}${text}`, exit: 0 })));
    for (const text of Object.values(others)) assert.ok(!isRed(runOf({ command, text: `${green}${text}`, exit: 0 })));
  });

  test('of linters and builds count beside tests where the command, an echoed script or a trace names the tool', () => {
    const programs: Readonly<Record<string, string>> = {
      markdownlint: 'markdownlint-cli2 "**/*.md"',
      Biome: 'npx biome check .',
      Black: 'black --check .',
      rustfmt: 'cargo fmt --check',
      Docker: 'docker build .',
      Vite: 'vite build',
      'Node, out of memory': 'node build.js',
    };
    for (const [name, text] of Object.entries(others)) {
      const called = programs[name] ?? name.toLowerCase().replace(/^(?:next)\.js$/, 'next build');
      const run = called.replace('dialyxir', 'mix dialyzer');
      assert.ok(isRed(runOf({ command: `sh -c "node --test; ${run}"`, text: `${green}${text}`, exit: 0 })), name);
      const echoed = `> a@1.0.0 test\n> node --test; ${run}\n\n${green}${text}`;
      assert.ok(isRed(runOf({ command: 'npm test', text: echoed, exit: 0 })), name);
      assert.ok(isRed(runOf({ command, text: `+ ${run}\n${green}${text}`, exit: 0 })), name);
    }
    assert.ok(!isRed(runOf({ command: 'npx vitest run', text: `${green}${others['Vite'] ?? ''}`, exit: 0 })));
  });

  test('leave a check green where none failed', () => {
    for (const text of [
      '2 tests, 0 failures\n',
      '2 successes / 0 failures / 0 errors / 0 pending : 0.0 seconds\n',
      '0 failures, 0 errors.\n',
      '3 scenarios (3 passed)\n',
      'localhost : ok=3 changed=1 unreachable=0 failed=0 skipped=0\n',
      'Totals: 2 passed, 0 failed, 0 skipped, 0 blacklisted, 1ms\n',
      'Spec Files:\t 2 passed, 2 total (100% completed) in 00:00:10\n',
      '0 errors, 2 warnings, 0 informations \n',
      'svelte-check found 0 errors and 0 warnings\n',
      '2 files would be left unchanged.\n',
      'webpack 5.90.0 compiled with 2 warnings in 500 ms\n',
      'done (passed successfully)\n',
    ]) {
      assert.equal(runOf({ command, text, exit: 0, name: 'lint' }).hollow, undefined, text);
    }
  });
});

test('a formatter of Go that lists a file is red, and green where it lists none', () => {
  const listed = (given: string, text: string) => runOf({ name: 'format', command: given, text, exit: 0 }).hollow ?? '';
  assert.match(listed('gofmt -l .', 'cmd/a.go\n'), /lists cmd\/a\.go, which is not formatted/);
  assert.match(listed('/go/bin/goimports -d .', 'diff -u a.go.orig a.go\n'), /a\.go/);
  assert.equal(listed('gofmt -l .', ''), '');
  assert.equal(listed('gofmt -w .', 'a.go\n'), '');
  assert.equal(listed('ls', 'a.go\n'), '');
});
