import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parsers } from '../../../../src/checks/parsers/all.ts';
import { parseAva } from '../../../../src/checks/parsers/ava.ts';
import { parseBoostTest } from '../../../../src/checks/parsers/boostTest.ts';
import { parseBun } from '../../../../src/checks/parsers/bun.ts';
import { parseCargo } from '../../../../src/checks/parsers/cargo.ts';
import { parseCatch2 } from '../../../../src/checks/parsers/catch2.ts';
import { parseCtest } from '../../../../src/checks/parsers/ctest.ts';
import { parseDeno } from '../../../../src/checks/parsers/deno.ts';
import { parseDoctest } from '../../../../src/checks/parsers/doctestCpp.ts';
import { parseDotnet } from '../../../../src/checks/parsers/dotnet.ts';
import { parseExunit } from '../../../../src/checks/parsers/exunit.ts';
import { parseGo } from '../../../../src/checks/parsers/go.ts';
import { parseGoogletest } from '../../../../src/checks/parsers/googletest.ts';
import { parseGotestsum } from '../../../../src/checks/parsers/gotestsum.ts';
import { parseGradle } from '../../../../src/checks/parsers/gradle.ts';
import { parseJasmine } from '../../../../src/checks/parsers/jasmine.ts';
import { parseJest } from '../../../../src/checks/parsers/jest.ts';
import { parseJunitConsole } from '../../../../src/checks/parsers/junitConsole.ts';
import { parseKarma } from '../../../../src/checks/parsers/karma.ts';
import { parseMaven } from '../../../../src/checks/parsers/maven.ts';
import { parseMinitest } from '../../../../src/checks/parsers/minitest.ts';
import { parseMocha } from '../../../../src/checks/parsers/mocha.ts';
import { parseNextest } from '../../../../src/checks/parsers/nextest.ts';
import { parsePest } from '../../../../src/checks/parsers/pest.ts';
import { parsePhpunit } from '../../../../src/checks/parsers/phpunit.ts';
import { parsePlaywright } from '../../../../src/checks/parsers/playwright.ts';
import { parsePytest } from '../../../../src/checks/parsers/pytest.ts';
import { parseRspec } from '../../../../src/checks/parsers/rspec.ts';
import { parseSwift } from '../../../../src/checks/parsers/swift.ts';
import { parseTestingPlatform } from '../../../../src/checks/parsers/testingPlatform.ts';
import { parseUnittest } from '../../../../src/checks/parsers/unittest.ts';
import { parseVitest } from '../../../../src/checks/parsers/vitest.ts';
import type { TestReportParser } from '../../../../src/checks/output/testReport.ts';
import * as more from '../moreOutputs.ts';
import * as o from '../outputs.ts';

/** Doubts and breaks of a report, which keep a check red, or a comparison with the baseline from being made. */
function doubtsOf(parse: TestReportParser, text: string): readonly string[] {
  const report = parse(text);
  assert.ok(report !== undefined, text);
  return [...(report.doubts ?? []), ...(report.breaks ?? [])];
}

const cargoGreen = 'test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n';
const cargoStopped =
  'Cargo stopped at the first red test program, so what comes after it never ran. Add --no-fail-fast to the command.';
const noCompile = 'Something does not compile, so its tests never ran.';
const rule70 = '='.repeat(70);

/** What was printed beside a report of a runner, and what nobody knows because of that. */
const table: readonly (readonly [what: string, TestReportParser, text: string, ...doubts: readonly string[]])[] = [
  [
    'AVA, errors outside of tests',
    parseAva,
    '  ✔ a\n  1 test passed\n  2 uncaught exceptions\n',
    'There were errors outside of tests.',
  ],
  [
    'AVA, a file that failed by itself',
    parseAva,
    '  ✔ a\n  ✘ a.test.js exited with a non-zero exit code: 1\n  1 test passed\n',
    'A test file failed by itself, or never ended.',
  ],
  [
    'AVA, tests that remain',
    parseAva,
    '  ✔ a\n  1 test passed\n  3 tests remaining in a.test.js\n',
    'A test file failed by itself, or never ended.',
  ],
  [
    'AVA, --fail-fast',
    parseAva,
    '  ✘ [fail]: a\n  1 test failed\n\n  `--fail-fast` is on. 1 test file was skipped.\n'.replaceAll('`', ''),
    'AVA stopped at the first failure (--fail-fast).',
  ],
  [
    'Boost.Test, no last line',
    parseBoostTest,
    more.boostTest(['a'], 5, false),
    'A test program ended before its last test.',
  ],
  [
    'Boost.Test, a test that ended its program',
    parseBoostTest,
    'Running 2 test cases...\nunknown location: fatal error: in "a": signal\n*** 1 failure is detected in the test module "m"\n',
    'A test ended its program.',
  ],
  [
    'Bun, a file that could not be loaded',
    parseBun,
    ' 1 pass\n 0 fail\n 1 error\nRan 1 test across 1 file. [1.00ms]\n',
    'A file could not be loaded, or failed between its tests.',
  ],
  [
    'Bun, --bail',
    parseBun,
    ' 1 pass\n 1 fail\nBailed out after 1 failure\nRan 2 tests across 1 file. [1.00ms]\n',
    'Bun stopped at the first failures (--bail).',
  ],
  ['cargo, programs behind the red one', parseCargo, 'error: test failed, to rerun pass `--lib`\n', cargoStopped],
  [
    'cargo, a program without its result',
    parseCargo,
    `     Running unittests src/lib.rs (target/a)\n     Running tests/b.rs (target/b)\n${cargoGreen}`,
    'A test program ended without its result.',
  ],
  ['Catch2, no last line', parseCatch2, more.catch2(['a'], 5, false), 'A test program ended before its last test.'],
  [
    'CTest, a test without a result',
    parseCtest,
    '50% tests passed, 1 tests failed out of 2\n\nThe following tests FAILED:\n\t  1 - a (SEGFAULT)\n',
    'a did not produce a result of its own (SEGFAULT).',
  ],
  [
    'CTest, a program that is not there',
    parseCtest,
    'Unable to find executable: b\n100% tests passed, 0 tests failed out of 1\n',
    'A test program is not there.',
  ],
  [
    'Deno, an error outside of tests',
    parseDeno,
    './a.ts (uncaught error)\nFAILED | 1 passed | 1 failed (2ms)\n',
    'A file failed outside of its tests, so some of them never ran.',
  ],
  [
    'Deno, types that are wrong',
    parseDeno,
    'error: Type checking failed.\nFAILED | 0 passed | 1 failed (2ms)\n',
    'The type check failed, so no test ran.',
  ],
  ['doctest, no last line', parseDoctest, more.doctest(['a'], 5, false), 'A test program ended before its last test.'],
  ['.NET, a run that was aborted', parseDotnet, 'Total tests: Unknown\n     Passed: 3\n', 'The test run was aborted.'],
  [
    '.NET, a project that does not compile',
    parseDotnet,
    'A.cs(1,1): error CS1002: ; expected\nPassed!  - Failed:     0, Passed:     3, Skipped:     0, Total:     3\n',
    noCompile,
  ],
  [
    '.NET 9, a run that was aborted',
    parseTestingPlatform,
    'Test run summary: Aborted\n  total: 1\n  failed: 0\n',
    'The test run was aborted.',
  ],
  [
    '.NET 9, no test at all',
    parseTestingPlatform,
    'Test run summary: Zero tests ran\n  total: 0\n',
    'The test run was aborted.',
  ],
  [
    '.NET 9, a project that does not compile',
    parseTestingPlatform,
    'A.cs(1,1): error CS1002: ;\nTest run summary: Passed!\n  total: 1\n  succeeded: 1\n',
    noCompile,
  ],
  [
    'ExUnit, invalid tests',
    parseExunit,
    'Finished in 0.1 seconds\n3 tests, 0 failures, 2 invalid\n',
    '2 tests are invalid because their setup_all failed.',
  ],
  [
    'ExUnit, a file that does not compile',
    parseExunit,
    '== Compilation error in file test/a.exs ==\nFinished in 0.1 seconds\n3 tests, 0 failures\n',
    'Something does not compile.',
  ],
  [
    'ExUnit, --max-failures',
    parseExunit,
    '--max-failures reached, aborting test suite\nFinished in 0.1 seconds\n3 tests, 1 failure\n',
    'The tests stopped early (--max-failures).',
  ],
  [
    'go, a package that does not compile',
    parseGo,
    'FAIL\texample.org/a [build failed]\nFAIL\n',
    'Package example.org/a does not compile, so its tests never ran.',
  ],
  [
    'go, a panic',
    parseGo,
    'panic: boom [recovered]\nFAIL\texample.org/a\t0.1s\nFAIL\n',
    'Package example.org/a ended in a panic (panic: boom [recovered]), so the rest of its tests never ran.',
  ],
  [
    'go, a red package without a test',
    parseGo,
    'FAIL\texample.org/a\t0.1s\nFAIL\n',
    'Package example.org/a failed without naming a test.',
  ],
  ['go, no end', parseGo, '--- FAIL: TestA (0.00s)\nFAIL\texample.org/a\t0.1s\n', 'go test did not come to its end.'],
  [
    'go, a test behind the last package',
    parseGo,
    'ok  \texample.org/a\t0.1s\n--- FAIL: TestB (0.00s)\n',
    'A package ended without its result.',
  ],
  [
    'GoogleTest, no last line',
    parseGoogletest,
    '[==========] Running 2 tests from 1 test suite.\n[ RUN      ] A.b\n',
    'A test program ended before its last test.',
  ],
  [
    'GoogleTest, a suite that was not set up',
    parseGoogletest,
    '[==========] Running 1 test from 1 test suite.\n[  FAILED  ] A: SetUpTestSuite or TearDownTestSuite\n[==========] 1 test from 1 test suite ran. (0 ms total)\n',
    'A suite could not be set up.',
  ],
  [
    'gotestsum, a package that does not compile',
    parseGotestsum,
    '=== Errors\na.go:1: x\n\nDONE 1 tests, 1 error in 0.1s\n',
    'A package does not compile, so its tests never ran.',
  ],
  [
    'gotestsum, a panic',
    parseGotestsum,
    'panic: boom\nDONE 1 tests in 0.1s\n',
    'A package ended in a panic, so the rest of its tests never ran.',
  ],
  [
    'gotestsum, a red package without a test',
    parseGotestsum,
    '=== FAIL: example.org/a  (0.00s)\n\nDONE 1 tests, 1 failure in 0.1s\n',
    'A package failed without naming a test.',
  ],
  [
    'Gradle, a task that is none of tests',
    parseGradle,
    "> Task :compileJava FAILED\n\nFAILURE: Build failed with an exception.\nExecution failed for task ':compileJava'.\n",
    "Gradle's task :compileJava failed, and what depends on it never ran.",
  ],
  [
    'Gradle, no end',
    parseGradle,
    '> Task :test\nA > b FAILED\n    x\n\n2 tests completed, 1 failed\n',
    'Gradle did not come to its end.',
  ],
  [
    'Jasmine, a hook',
    parseJasmine,
    `Suite error: a\n${more.jasmine(['b'])}`,
    'A hook failed, so the tests behind it never ran.',
  ],
  [
    'Jasmine, a focused run',
    parseJasmine,
    `Incomplete: fit() or fdescribe() was found\n${more.jasmine(['b'])}`,
    'The run was incomplete.',
  ],
  ['Jasmine, none of its tests', parseJasmine, 'Ran 0 of 5 specs\n0 specs, 0 failures\n', 'None of its tests ran.'],
  [
    'Jest, --bail',
    parseJest,
    'Test Suites: 1 failed, 1 of 9 total\nTests:       1 failed, 1 total\n',
    'Jest stopped before all test files had run (--bail).',
    'Jest reports more red test files than it lists.',
  ],
  [
    'Jest, a run that was interrupted',
    parseJest,
    'Test run was interrupted.\nTest Suites: 1 passed, 1 total\nTests:       1 passed, 1 total\n',
    'The run was interrupted.',
  ],
  [
    'Jest, a file that could not be loaded',
    parseJest,
    'FAIL a.test.js\n  ● Test suite failed to run\n\n    x\n\nTest Suites: 1 failed, 1 total\nTests:       0 total\n',
    'a.test.js could not be loaded, so its tests never ran.',
  ],
  [
    'JUnit, a class that was not set up',
    parseJunitConsole,
    '[         1 containers failed      ]\n[         0 tests failed           ]\n',
    'A test class could not be set up, so its tests never ran.',
  ],
  [
    'Karma, a browser that went away',
    parseKarma,
    more.karma(['a'], 5, 9),
    'A browser ended before its last test, or had an error outside of tests.',
  ],
  [
    'Maven, modules that were skipped',
    parseMaven,
    'Tests run: 1, Failures: 0, Errors: 0, Skipped: 0\n[INFO] b ........ SKIPPED\n',
    'Maven skipped the modules after the first red one. Add --fail-at-end to the command.',
  ],
  [
    'Maven, a module that does not compile',
    parseMaven,
    '[ERROR] COMPILATION ERROR :\nTests run: 1, Failures: 0, Errors: 0, Skipped: 0\n',
    noCompile,
  ],
  [
    'Maven, a process that crashed',
    parseMaven,
    'The forked VM terminated without saying properly goodbye\nTests run: 1, Failures: 0, Errors: 0, Skipped: 0\n',
    'The Java process of the tests crashed.',
  ],
  [
    'Maven, no end',
    parseMaven,
    '[ERROR] A.b -- Time elapsed: 0.1 s <<< FAILURE!\nx\n\nTests run: 1, Failures: 1, Errors: 0, Skipped: 0\n',
    'Maven did not come to its end.',
  ],
  [
    'Minitest, no assertion',
    parseMinitest,
    '2 runs, 0 assertions, 0 failures, 0 errors, 0 skips\n',
    'Its tests made no assertion.',
  ],
  [
    'Mocha, a hook',
    parseMocha,
    '  1 passing (1ms)\n  1 failing\n\n  1) a\n       "before each" hook for "b":\n     Error: x\n',
    'The hook a > "before each" hook for "b" failed, so the tests behind it never ran.',
  ],
  [
    'nextest, --fail-fast',
    parseNextest,
    '     Summary [   0.1s] 2/9 tests run: 1 passed, 1 failed, 0 skipped\n',
    'Nextest stopped at the first failure. Add --no-fail-fast to the command.',
  ],
  [
    'nextest, a signal',
    parseNextest,
    '     SIGSEGV [   0.1s] a b\n     Summary [   0.1s] 1 test run: 0 passed, 1 failed, 0 skipped\n',
    'A test ended by a signal.',
  ],
  ['Pest, a fatal error', parsePest, `PHP Fatal error:  x\n${more.pest(['a'])}`, 'PHP ended with a fatal error.'],
  [
    'PHPUnit, a fatal error',
    parsePhpunit,
    'PHP Fatal error:  x\nOK (1 test, 1 assertion)\n',
    'PHP ended with a fatal error.',
  ],
  ['PHPUnit, no assertion', parsePhpunit, 'OK (1 test, 0 assertions)\n', 'Its tests made no assertion.'],
  [
    'PHPUnit, a class that was not set up',
    parsePhpunit,
    'There was 1 error:\n\n1) ATest\nATest::setUpBeforeClass()\n\nTests: 1, Assertions: 0, Errors: 1.\n',
    'setUpBeforeClass failed, so tests of its class never ran.',
  ],
  [
    'Playwright, --max-failures',
    parsePlaywright,
    'Running 2 tests using 1 worker\nTesting stopped early after 1 maximum allowed failures.\n',
    'Playwright stopped early (--max-failures).',
  ],
  [
    'Playwright, errors outside of tests',
    parsePlaywright,
    'Running 2 tests using 1 worker\n  1 error was not a part of any test, see above for details\n',
    'There were errors outside of tests.',
  ],
  [
    'Playwright, tests that did not run',
    parsePlaywright,
    'Running 5 tests using 1 worker\n  3 did not run\n',
    '3 tests did not run.',
  ],
  [
    'Playwright, tests that were interrupted',
    parsePlaywright,
    'Running 5 tests using 1 worker\n  1 interrupted\n',
    'Tests were interrupted.',
  ],
  [
    'pytest, a file that could not be imported',
    parsePytest,
    '___ ERROR collecting tests/a.py ___\nx\n=== 1 error in 0.1s ===\n',
    'tests/a.py could not be imported, so its tests never ran.',
  ],
  [
    'pytest, -x',
    parsePytest,
    '!!!! stopping after 1 failures !!!!\n=== 1 failed in 0.1s ===\n',
    'Pytest stopped early (-x or --maxfail).',
  ],
  [
    'pytest, an interruption',
    parsePytest,
    '!!!! KeyboardInterrupt !!!!\n=== 1 passed in 0.1s ===\n',
    'Pytest was interrupted.',
  ],
  [
    'pytest, an error of its own',
    parsePytest,
    'INTERNALERROR> x\n=== 1 passed in 0.1s ===\n',
    'Pytest itself failed (INTERNALERROR).',
  ],
  [
    'pytest, a worker that crashed',
    parsePytest,
    '[gw1] node down: Not properly terminated\n=== 1 passed in 0.1s ===\n',
    'A worker of pytest crashed.',
  ],
  [
    'RSpec, a file that could not be loaded',
    parseRspec,
    'An error occurred while loading ./a_spec.rb.\n0 examples, 0 failures, 1 error occurred outside of examples\n',
    'A file could not be loaded, so its examples never ran.',
  ],
  [
    'RSpec, a hook of the suite',
    parseRspec,
    'An error occurred in a `before(:suite)` hook.\n1 example, 0 failures\n',
    'A hook of the suite failed.',
  ],
  [
    'swift, a test without an end',
    parseSwift,
    "Test Case 'A.b' started at 1\nExecuted 0 tests, with 0 failures\n",
    'A test began and never ended.',
  ],
  ['swift, a crash', parseSwift, 'Fatal error: x\nExecuted 0 tests, with 0 failures\n', 'The tests crashed.'],
  [
    'swift, no name',
    parseSwift,
    '✘ Test run with 3 tests failed after 0.1 seconds with 1 issue.\n',
    'Swift Testing failed without naming a test.',
  ],
  [
    'unittest, a module that could not be loaded',
    parseUnittest,
    `${rule70}\nERROR: tests.a (unittest.loader._FailedTest.tests.a)\n${'-'.repeat(70)}\nx\n\n${'-'.repeat(70)}\nRan 1 test in 0.001s\n\nFAILED (errors=1)\n`,
    'tests.a (unittest.loader._FailedTest.tests.a) failed, so the tests behind it never ran.',
  ],
  ['unittest, no verdict', parseUnittest, 'Ran 3 tests in 0.001s\n', 'A run ended without its verdict.'],
  [
    'Vitest, a file that could not be loaded',
    parseVitest,
    ' FAIL  a.test.ts [ a.test.ts ]\nError: x\n\n Test Files  1 failed (1)\n      Tests  no tests\n',
    'a.test.ts could not be loaded, so its tests never ran.',
  ],
  [
    'Vitest, errors outside of tests',
    parseVitest,
    ' Test Files  1 passed (1)\n      Tests  1 passed (1)\n     Errors  1 error\n',
    'Vitest reports errors outside of tests ("Unhandled Errors").',
  ],
];

describe('what a runner prints beside its tests', () => {
  for (const [what, parse, text, ...doubts] of table) {
    test(`leaves a doubt: ${what}`, () => assert.deepEqual(doubtsOf(parse, text), doubts));
  }

  test('leaves no doubt where a runner came to its end', () => {
    for (const [parse, text] of [
      [parseJest, o.jest(['a'])],
      [parseVitest, o.vitest(['a'])],
      [parseMocha, o.mocha(['a'])],
      [parsePytest, o.pytest(['a'])],
      [parseUnittest, o.unittest(['a'])],
      [parseGo, o.go(['TestA'])],
      [parseCargo, o.cargo(['a'])],
      [parseGradle, o.gradle(['a'])],
      [parseMaven, o.maven(['a'])],
      [parseDotnet, o.dotnet(['A.B'])],
      [parseRspec, o.rspec(['a'])],
      [parseMinitest, o.minitest(['test_a'])],
      [parsePhpunit, o.phpunit(['testA'])],
      [parseCtest, o.ctest(['a'])],
      [parseGoogletest, o.googletest(['A'])],
      [parseSwift, o.swift(['a'])],
      [parseExunit, o.exunit(['a'])],
      [parseBun, o.bun(['a'])],
      [parseDeno, o.deno(['a'])],
      [parsePlaywright, o.playwright(['a'])],
      [parseJasmine, more.jasmine(['a'])],
      [parseKarma, more.karma(['a'])],
      [parsePest, more.pest(['a'])],
      [parseGotestsum, more.gotestsum(['TestA'])],
      [parseCatch2, more.catch2(['a'])],
      [parseDoctest, more.doctest(['a'])],
      [parseBoostTest, more.boostTest(['a'])],
    ] as const)
      assert.deepEqual(doubtsOf(parse, text), [], text);
  });

  test('is read by no parser where it is prose about tests', () => {
    const prose = [
      'All tests passed, 3 failing last week. See FAIL in README.md.',
      'Ran the tests: 12 passed, 1 failed in total',
      'Test Suites are described below. Tests: many',
      'DONE with 3 tests',
      '# fail fast\n# pass 3 arguments',
      'error: could not compile nothing',
    ].join('\n');
    for (const parse of parsers) assert.equal(parse(prose), undefined, parse.name);
  });
});
