import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { isRed } from '../../../src/core/checks/isRed.ts';
import { judgeRun } from '../../../src/checks/judgeRun.ts';
import { readResults } from '../../../src/checks/reports/readResults.ts';
import { runOf } from './evidence.ts';
import type { Printed } from './evidence.ts';
import * as o from './outputs.ts';

const npm = (script: string, text = 'boom\n'): Printed => ({ text: `> a@1.0.0 test\n> ${script}\n\n${text}` });
const asked = (command: string, text = ''): Printed => ({ command, text });
const within = (text: string): Printed => ({ command: './check.sh', text });
const green = o.nodeSpec([]).split('✖ failing')[0] ?? '';

const trace =
  'Traceback (most recent call last):\n  File "/srv/app.py", line 3, in handle\n    raise ValueError("x")\nValueError: x\n';

/** Ways to end with exit code 0 that prove nothing. */
const hollow: Readonly<Record<string, Printed>> = {
  'make goes on after a suite behind one that tidied up': {
    command: 'make test',
    text: `rm -f out.txt\n./e2e\nboom\nmake: [Makefile:2: test] Error 1 (ignored)\n${green}`,
  },
  'make goes on after a line that tidies up and more': {
    command: 'make test',
    text: `rm -f out.txt; ./e2e\nmake: [Makefile:2: test] Error 1 (ignored)\n${green}`,
  },
  'a script of the check whose program is not there': within(`./e2e.sh: line 3: nope: command not found\n${green}`),
  'a Traceback behind a word of the script': within(`checking errors\n${trace}done\n`),
  'a test script that allows for a missing program': {
    text: '> a@1.0.0 test\n> unit || true\n\nsh: 1: unit: not found\n',
  },
  'a script with || true behind it': npm('./unit || true'),
  'a script with ; exit 0 behind it': npm('./unit; exit 0'),
  'a script that says so and goes on': npm('./unit || echo "not clean"', 'x\nnot clean\n'),
  'a script whose output goes through tee': npm('./unit 2>&1 | tee unit.log'),
  'a script in the background': npm('./unit &'),
  'a script that is exit 0': npm('exit 0', ''),
  'a script that prints something': npm('echo "all tests passed"', 'all tests passed\n'),
  'npm --if-present without the script': asked('npm test --workspaces --if-present'),
  'yarn in no workspace': asked('yarn workspaces foreach -A run test', '➤ YN0000: Done in 0s 1ms\n'),
  'npm, a script that is missing, within another': within('npm error Missing script: "unit"\nok\n'),
  'jest --listTests': asked('jest --listTests', '/home/dev/project/a.test.js\n'),
  'jest --onlyFailures': asked('npx jest --onlyFailures', o.jest([])),
  'jest -u': asked('jest -u', `${o.jest([])}\nSnapshots:   1 updated, 1 total\n`),
  'jest, a threshold that was missed': within(
    `${o.jest([])}\nJest: "global" coverage threshold for lines (80%) not met: 50%\n`,
  ),
  'c8, a threshold that was missed': within('ERROR: Coverage for lines (50%) does not meet global threshold (90%)\n'),
  'pytest-cov, a threshold that was missed': within(
    '== 3 passed in 0.1s ==\nFAIL Required test coverage of 80% not reached. Total coverage: 50.00%\n',
  ),
  'vitest list': asked('vitest list', 'a.test.ts > a\n'),
  'pytest --collect-only': asked('pytest --collect-only -q', 'tests/test_a.py::test_a\n\n1 test collected in 0.00s\n'),
  'pytest --lf, which left 30 out': asked(
    'pytest --lf',
    'run-last-failure: rerun previous 1 failure\n== 1 passed, 30 deselected in 0.01s ==\n',
  ),
  'rspec --only-failures': asked('rspec --only-failures', '1 example, 0 failures\n'),
  'rspec --dry-run': asked('rspec --dry-run', '5 examples, 0 failures\n'),
  'mocha --dry-run': asked('mocha --dry-run', '  5 passing (1ms)\n'),
  'mix test --stale': asked('mix test', 'No stale tests\n'),
  'go test -list': asked('go test -list . ./...', 'TestA\nok  \texample.com/m\t0.002s\n'),
  'go test -c': asked('go test -c ./...'),
  'go test -run ^$': asked('go test -run ^$ -bench . ./...', 'PASS\nok  \texample.com/m\t0.002s\n'),
  'cargo test --no-run': asked('cargo test --no-run', '  Executable unittests src/lib.rs (target/debug/deps/a-1)\n'),
  'deno test --no-run': asked('deno test --no-run', 'Check file:///x/a_test.ts\n'),
  'playwright --list': asked('playwright test --list', 'Listing tests:\nTotal: 1 test in 1 file\n'),
  'playwright --last-failed': asked(
    'playwright test --last-failed',
    'Running 1 test using 1 worker\n\n  1 passed (1s)\n',
  ),
  'phpunit --list-tests': asked('phpunit --list-tests', 'Available test(s):\n - ATest::testA\n'),
  'phpunit, tests without an assertion': asked(
    'phpunit',
    'OK, but there were issues!\nTests: 1, Assertions: 0, Risky: 1.\n',
  ),
  'minitest, tests without an assertion': asked('rake test', '3 runs, 0 assertions, 0 failures, 0 errors, 0 skips\n'),
  'Leiningen, tests without an assertion': asked(
    'lein test',
    'Ran 2 tests containing 0 assertions.\n0 failures, 0 errors.\n',
  ),
  'dotnet test in a project without tests': asked(
    'dotnet test',
    '  Determining projects to restore...\n  A -> /x/bin/Debug/net9.0/A.dll\n',
  ),
  'dotnet --list-tests': asked('dotnet test --list-tests', 'The following Tests are available:\n    A.B\n'),
  'ctest -N': asked('ctest -N', 'Test project /b\n  Test #1: a\n\nTotal Tests: 1\n'),
  'ctest --rerun-failed': asked(
    'ctest --rerun-failed',
    'Test project /b\n100% tests passed, 0 tests failed out of 1\n',
  ),
  'swift without tests': asked('swift test', "error: no tests found; create a target in the 'Tests' directory\n"),
  'xcodebuild build-for-testing': asked('xcodebuild build-for-testing', '** TEST BUILD SUCCEEDED **\n'),
  'gradle --dry-run': asked('gradle test --dry-run', ':test SKIPPED\n\nBUILD SUCCESSFUL in 1s\n'),
  'turbo --dry': asked('turbo run test --dry', 'Tasks to Run\na#test\n'),
  'maven --fail-never': asked('mvn -fn test', '[INFO] BUILD SUCCESS\n'),
  'make -n': asked('make -n test', 'go test ./...\n'),
  'make -t': asked('make -t test', 'touch test\n'),
  'make with a recipe that is ignored': asked('make test', 'make: [Makefile:2: test] Error 1 (ignored)\n'),
  'tox, an environment that is ignored': asked('tox', '  py39: IGNORED FAIL code 1 (0.1 seconds)\n'),
  'nox, an interpreter that is not there': asked(
    'nox',
    'nox > Session tests skipped: Python interpreter 3.12 not found.\n',
  ),
  'bazel without a test target': asked(
    'bazel test //...',
    'INFO: Found 2 targets and 0 test targets...\nINFO: Build completed successfully\n',
  ),
  'behave --dry-run': asked('behave', '0 features passed, 0 failed, 0 skipped, 1 untested\n'),
  'Meson, all skipped': asked(
    'meson test',
    'Ok:                 0\nExpected Fail:      0\nFail:               0\nSkipped: 3\n',
  ),
  'Meson, within a script': within('Ok:                 1\nExpected Fail:      0\nFail:               2\n'),
  'ScalaTest without a test': asked('sbt test', '[info] Total number of tests run: 0\n[info] All tests passed.\n'),
  'TestNG without a test': asked(
    'java -jar t.jar',
    'Default Suite\nTotal tests run: 0, Passes: 0, Failures: 0, Skips: 0\n',
  ),
  'Dart, all skipped': asked('dart test', '00:00 +0 ~3: All tests skipped.\n'),
  'Cypress without a test': asked(
    'cypress run',
    '  ✔  All specs passed!      1s        0        -        -        -        -  \n',
  ),
  'RuboCop without a file': asked('rubocop', '0 files inspected, no offenses detected\n'),
  'eslint without a file': asked('eslint x', 'No files matching the pattern "x" were found.\n'),
  'pylint --exit-zero': asked('pylint --exit-zero a', 'a.py:1:0: E0001: x (syntax-error)\n'),
  'a program that is not there, within a script': within(`./check.sh: line 3: pytest: command not found\n${green}`),
  'a program that is not there, within a shell': within('sh: 1: jest: not found\ndone\n'),
  'a program that may not be run, within a script': within('./check.sh: line 3: ./unit: Permission denied\n'),
  'a program that crashed, within a script': within(
    './check.sh: line 2:    12 Segmentation fault      (core dumped) ./unit\n',
  ),
  'a program that took too long, within a script': within('timeout: sending signal TERM to command ‘pytest’\n'),
  'an exception, within a script (Python)': within(
    'Traceback (most recent call last):\n  File "x.py"\nKeyError: 1\nok\n',
  ),
  'an exception, within a script (Java)': within('Exception in thread "main" java.lang.NullPointerException\n'),
  'an exception, within a script (C#)': within('Unhandled exception. System.Exception: x\n'),
  'a panic, within a script (Go)': within('panic: boom\n\ngoroutine 1 [running]:\n'),
  'a panic, within a script (Rust)': within("thread 'main' panicked at src/main.rs:2:5:\nboom\n"),
  'what does not compile, within a script (C)': within('a.c:1:1: error: expected ;\n'),
  'what does not compile, within a script (Go)': within('# example.com/m\n./a.go:3:1: undefined: x\n'),
  'a count of failures, within a script': within('PASSED: 1\nFAILED: 3\n'),
  'a red package among others (pnpm)': within('packages/a test$ ./x\npackages/a test: boom\npackages/a test: Failed\n'),
  'a red service (Docker Compose)': asked('docker compose up', 'api-1 exited with code 1\n'),
  'a red recipe (just)': within('error: Recipe `test` failed on line 2 with exit code 1\n'),
};

/** Honest runs that have something of them. */
const honest: Readonly<Record<string, Printed>> = {
  'make ignores that there was nothing to tidy up': {
    command: 'make test',
    text: `docker rm -f db\nError: No such container: db\nmake: [Makefile:2: test] Error 1 (ignored)\n${green}`,
  },
  'an old make does so behind the tests': {
    command: 'make test',
    text: `${green}\nkillall server\nkillall: no process found\nmake: [clean] Error 1 (ignored)\n`,
  },
  'a test prints what a broken script of its own says': {
    text: `/tmp/run-x1/broken.sh: line 3: nope: command not found\ntests/fixtures/crash.sh: line 2: 1234 Segmentation fault ./crash\n${green}`,
  },
  'the start-up file of a shell names a program that is not there': within(
    `/root/.bashrc: line 12: rbenv: command not found\n/etc/profile.d/x.sh: line 2: foo: command not found\nfine\n`,
  ),
  'a script says that it goes without a program': within(
    `which: no docker in (/usr/bin:/bin)\nno docker, skipping those\n${green}`,
  ),
  'a package goes without the program of its prepare script': {
    name: 'build',
    command: 'npm run build',
    text: '> a@1.0.0 prepare\n> husky || true\n\nsh: 1: husky: not found\n\n> a@1.0.0 build\n> tsc\n\n',
  },
  'a test is about a program that is not found': {
    text: `✔ says "sh: 1: foo: not found" (3ms)\nsh: 1: foo: not found\n${green}`,
  },
  'a passing test logs a Traceback': { command: 'pytest -rP', text: `${trace}${o.pytest([])}` },
  'a server logs the exception that a smoke test provokes (Flask)': within(
    `[2026-11-28 22:41:49,390] ERROR in app: Exception on /boom [GET]\n${trace}smoke: ok\n`,
  ),
  'a server logs the exception that a smoke test provokes (Uvicorn)': within(
    `ERROR:    Exception in ASGI application\n${trace}\nDuring handling of the above exception, another exception occurred:\n\n${trace}ok\n`,
  ),
  'a program logs an exception that it has dealt with': within(`ERROR:root:no such page\n${trace}ok\n`),
  'a finalizer raises': within(`Exception ignored in: <function A.__del__ at 0x1>\n${trace}ok\n`),
  'a page of the documentation is about errors': within('docs/a.md:3: error: is a word here\n'),
  'a part of the script may fail': npm('(./lint || true) && node --test', green),
  'its tests were read, and tee has the last word': npm('node --test | tee unit.log', green),
  'a script before it prints something': { text: '> a@1.0.0 pretest\n> echo starting\n\n> a@1.0.0 test\n> ./unit\n\n' },
  'one of several packages has no tests': {
    text: `> a@1.0.0 test\n> exit 0\n\n> b@1.0.0 test\n> node --test\n\n${green}`,
  },
  'its tests print a panic': within(
    `panic: expected\nTraceback (most recent call last):\nsh: 1: x: not found\n${green}`,
  ),
  'it counts no failures': within('errors: 0\nFAILED: 0\nFailed:   0\n'),
  'a server was ended behind its tests': {
    command: 'concurrently -k -s first "npm:serve" "npm:test"',
    text: '[1] ok\n[1] npm test exited with code 0\n--> Sending SIGTERM to other processes..\n[0] npm run serve exited with code 143\n',
  },
  'services were ended behind its tests': { text: 'web-1 exited with code 137\ntest-1 exited with code 0\n' },
  'it builds without tests, as a check of its own': {
    name: 'build',
    command: 'mvn -B package -DskipTests',
    text: '[INFO] Tests are skipped.\n[INFO] BUILD SUCCESS\n',
  },
  'it compiles tests, as a check of its own': {
    name: 'compiles',
    command: 'cargo test --no-run',
    text: '  Executable x\n',
  },
  'it measures': { command: 'ruff check --exit-zero --statistics', text: '3\tF401\n', measures: true },
  'make has other options': asked('make -j2 -C lib test', 'cc -o x\n'),
  'an option behind && is of another program': asked('npm test', '> a@1 test\n> jest && prettier -o x\n\nTests: x\n'),
};

/** Runs that a runner's own retries made green. */
const retried: Readonly<Record<string, { readonly text: string; readonly names: RegExp }>> = {
  pytest: { text: '=== 5 passed, 2 rerun in 0.41s ===\n', names: /2 tests, which pytest does not name/ },
  'pytest -rR': {
    text: 'RERUN tests/test_a.py::test_a\n=== 5 passed, 1 rerun in 0.41s ===\n',
    names: /test_a\.py::test_a/,
  },
  Playwright: {
    text: 'Running 3 tests using 1 worker\n\n  1 flaky\n    [chromium] › a.spec.ts:3:1 › adds ──────\n  2 passed (1.2s)\n',
    names: /^\[chromium\] › a\.spec\.ts › adds$/,
  },
  'cargo nextest': {
    text: '   FLAKY 2/3 [   0.004s] a tests::adds\n     Summary [   0.010s] 3 tests run: 3 passed (1 flaky), 0 skipped\n',
    names: /a tests::adds/,
  },
  gotestsum: {
    text: '=== FAIL: m TestAdds (0.00s)\n    a_test.go:3: no\n\nDONE 2 runs, 4 tests, 1 failure in 0.1s\n',
    names: /TestAdds/,
  },
  bazel: { text: '//a:t      FLAKY, failed in 1 out of 2 in 0.1s\n', names: /\/\/a:t/ },
  jest: { text: `${o.jest([])}\n RETRY ERRORS  adds\n`, names: /adds/ },
};

suite('a check that ends well and proves nothing', () => {
  for (const [name, printed] of Object.entries(hollow)) {
    test(`is red: ${name}`, () => assert.notEqual(runOf({ ...printed, exit: 0 }).hollow, undefined));
  }
  for (const [name, printed] of Object.entries(honest)) {
    test(`is green where ${name}`, () => {
      const run = runOf({ ...printed, exit: 0 });
      assert.deepEqual([isRed(run), run.hollow], [false, undefined]);
    });
  }
});

test('a suite that writes none of the reports it is asked for is red, unless its tests were read or replayed', () => {
  const unwritten = 'It wrote no report that checkpoint.report names (junit.xml).';
  const judged = (text: string, name = 'test') => {
    const reading = readResults(text, '/x', { reports: [], doubts: [], unwritten });
    return judgeRun({ name, command: './check.sh', exitCode: 0, timedOut: false, text, reading }).hollow;
  };
  assert.match(judged('done\n') ?? '', /nothing shows that it ran a test\. It wrote no report.*junit\.xml/);
  assert.equal(judged(green), undefined);
  assert.equal(judged('> Task :test UP-TO-DATE\n'), undefined);
  assert.equal(judged('done\n', 'lint'), undefined);
});

suite('a test that passed only when its runner ran it again', () => {
  for (const [runner, { text, names }] of Object.entries(retried)) {
    test(`is named as flaky: ${runner}`, () => {
      const run = runOf({ text, exit: 0 });
      assert.equal(run.hollow, undefined);
      assert.match((run.flaky ?? []).join(), names);
    });
  }

  test('is red where it failed in its last run again (gotestsum)', () => {
    const text =
      '=== FAIL: m TestAdds (0.00s)\n    a_test.go:3: no\n\n=== FAIL: m TestAdds (re-run 1) (0.00s)\n    a_test.go:3: no\n\nDONE 2 runs, 4 tests, 2 failures in 0.1s\n';
    const run = runOf({ text });
    assert.deepEqual([run.failed.map(({ name }) => name), run.flaky], [['TestAdds'], undefined]);
  });

  test('is named by JUnit XML that lists its failures', () => {
    const xml =
      '<testsuite name="A" tests="1" failures="0"><testcase classname="A" name="adds"><flakyFailure message="no"/></testcase></testsuite>';
    assert.deepEqual(runOf({ text: 'ok', exit: 0, files: { 'junit.xml': xml } }).flaky, ['A.adds']);
  });
});
