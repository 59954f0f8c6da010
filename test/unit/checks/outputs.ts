/** Outputs of test runners, shortened, with failures and counts to choose. */

export const nodeSpec = (failing: readonly string[], passed = 5, more = ''): string =>
  `${failing.map((name) => `✖ ${name} (1.2ms)`).join('\n')}
${more}ℹ tests ${passed + failing.length}
ℹ suites 0
ℹ pass ${passed}
ℹ fail ${failing.length}
ℹ cancelled 0
ℹ skipped 0
ℹ todo 0
ℹ duration_ms 30

✖ failing tests:

${failing.map((name) => `test at test/a.test.js:1:1\n✖ ${name} (1.2ms)\n  AssertionError: no\n`).join('\n')}`;

export const jest = (failing: readonly string[], passed = 5, more = ''): string =>
  `FAIL test/a.test.js
${failing.map((name) => `  ● ${name}\n\n    expect(1).toBe(2)\n\n      at Object.<anonymous> (test/a.test.js:1:1)\n`).join('\n')}
${more}Test Suites: 1 failed, 1 passed, 2 total
Tests:       ${failing.length} failed, ${passed} passed, ${failing.length + passed} total
Snapshots:   0 total
Time:        0.5 s
Ran all test suites.
`;

export const vitest = (failing: readonly string[], passed = 5, more = ''): string =>
  ` RUN  v3.0.0 /home/dev/project

⎯⎯⎯⎯⎯⎯⎯ Failed Tests ${failing.length} ⎯⎯⎯⎯⎯⎯⎯

${failing.map((name) => ` FAIL  test/a.test.js > ${name}\nAssertionError: no\n ❯ test/a.test.js:1:1\n⎯⎯⎯⎯⎯[1/1]⎯\n`).join('\n')}
 Test Files  1 failed | 1 passed (2)
      Tests  ${failing.length} failed | ${passed} passed (${failing.length + passed})
${more}   Start at  10:00:00
   Duration  200ms
`;

export const mocha = (failing: readonly string[], passed = 5): string =>
  `

  ${passed} passing (4ms)
  ${failing.length} failing

${failing.map((name, index) => `  ${index + 1}) ${name}:\n     Error: no\n      at Context.<anonymous> (test/a.js:4:43)\n`).join('\n')}
`;

export const pytest = (failing: readonly string[], passed = 5, more = ''): string =>
  `=================================== FAILURES ===================================
${failing.map((name) => `____ ${name} ____\n\nE  assert 1 == 2\n\ntest_a.py:2: AssertionError`).join('\n')}
=========================== short test summary info ============================
${failing.map((name) => `FAILED test_a.py::${name} - assert 1 == 2`).join('\n')}
${more}=================== ${failing.length} failed, ${passed} passed in 0.12s ====================
`;

export const unittest = (failing: readonly string[], passed = 5): string =>
  `${failing.map((name) => `${'='.repeat(70)}\nFAIL: ${name} (test_a.A.${name})\n${'-'.repeat(70)}\nTraceback (most recent call last):\nAssertionError: 1 != 2\n`).join('\n')}
${'-'.repeat(70)}
Ran ${failing.length + passed} tests in 0.001s

FAILED (failures=${failing.length})
`;

export const go = (failing: readonly string[], more = ''): string =>
  `${failing.map((name) => `--- FAIL: ${name} (0.00s)\n    a_test.go:6: got 1, want 2`).join('\n')}
${more}FAIL
FAIL\texample.com/m/a\t0.002s
ok  \texample.com/m/b\t0.003s
FAIL
`;

export const cargo = (
  failing: readonly string[],
  passed = 5,
  end = 'error: 1 target failed:\n    `-p a --lib`\n',
): string =>
  `     Running unittests src/lib.rs (target/debug/deps/a-3110576fc3c3c96d)

running ${failing.length + passed} tests
${failing.map((name) => `test ${name} ... FAILED`).join('\n')}

failures:

${failing.map((name) => `---- ${name} stdout ----\n\nthread '${name}' panicked at src/lib.rs:4:22:\nno\n`).join('\n')}

failures:
${failing.map((name) => `    ${name}`).join('\n')}

test result: FAILED. ${passed} passed; ${failing.length} failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.28s

error: test failed, to rerun pass \`-p a --lib\`
${end}`;

export const gradle = (failing: readonly string[], passed = 5, more = ''): string =>
  `> Task :test FAILED

${failing.map((name) => `ATest > ${name}() FAILED\n    org.opentest4j.AssertionFailedError at ATest.java:5\n`).join('\n')}
${failing.length + passed} tests completed, ${failing.length} failed
${more}
FAILURE: Build failed with an exception.

* What went wrong:
Execution failed for task ':test'.
> There were failing tests.

BUILD FAILED in 1s
`;

export const maven = (failing: readonly string[], passed = 5, more = ''): string =>
  `[INFO] Running ATest
${failing.map((name) => `[ERROR] ATest.${name} -- Time elapsed: 0.003 s <<< FAILURE!\norg.opentest4j.AssertionFailedError: no\n`).join('\n')}
[INFO] Results:
[INFO]
[ERROR] Tests run: ${failing.length + passed}, Failures: ${failing.length}, Errors: 0, Skipped: 0
${more}[INFO] BUILD FAILURE
`;

export const junit = (failing: readonly string[], passed = 5): string =>
  `Failures (${failing.length}):
${failing.map((name) => `  JUnit Jupiter:ATest:${name}()\n    MethodSource [className = 'ATest']\n    => no`).join('\n')}

[         0 containers failed     ]
[         ${passed} tests successful      ]
[         ${failing.length} tests failed          ]
`;

export const dotnet = (failing: readonly string[], passed = 5, more = ''): string =>
  `${more}${failing.map((name) => `  Failed ${name} [12 ms]\n  Error Message:\n   no`).join('\n')}

Failed!  - Failed:     ${failing.length}, Passed:     ${passed}, Skipped:     0, Total:     ${failing.length + passed}, Duration: 10 ms - a.dll (net8.0)
`;

export const rspec = (failing: readonly string[], passed = 5, more = ''): string =>
  `Failures:

${failing.map((name, index) => `  ${index + 1}) ${name}\n     Failure/Error: expect(1).to eq 2\n`).join('\n')}
${more}Finished in 0.01 seconds (files took 0.1 seconds to load)
${failing.length + passed} examples, ${failing.length} failures

Failed examples:

${failing.map((name) => `rspec ./spec/a_spec.rb:4 # ${name}`).join('\n')}
`;

export const minitest = (failing: readonly string[], passed = 5): string =>
  `${failing.map((name, index) => `  ${index + 1}) Failure:\nATest#${name} [test/a_test.rb:5]:\nExpected: 1\n  Actual: 2\n`).join('\n')}
${failing.length + passed} runs, 6 assertions, ${failing.length} failures, 0 errors, 0 skips
`;

export const phpunit = (failing: readonly string[], passed = 5): string =>
  `There was ${failing.length} failure:

${failing.map((name, index) => `${index + 1}) ATest::${name}\nFailed asserting that 1 is 2.\n\n/home/dev/project/tests/ATest.php:9\n`).join('\n')}
FAILURES!
Tests: ${failing.length + passed}, Assertions: 6, Failures: ${failing.length}.
`;

export const ctest = (failing: readonly string[], passed = 5, how = 'Failed'): string =>
  `50% tests passed, ${failing.length} tests failed out of ${failing.length + passed}

The following tests FAILED:
${failing.map((name, index) => `\t  ${index + 1} - ${name} (${how})`).join('\n')}
Errors while running CTest
`;

export const googletest = (failing: readonly string[], passed = 5, end = true): string =>
  `[==========] Running ${failing.length + passed} tests from 1 test suite.
${failing.map((name) => `[ RUN      ] A.${name}\na.cc:5: Failure\nno\n[  FAILED  ] A.${name} (0 ms)`).join('\n')}
${end ? `[==========] ${failing.length + passed} tests from 1 test suite ran. (0 ms total)\n[  PASSED  ] ${passed} tests.\n[  FAILED  ] ${failing.length} tests, listed below:\n\n ${failing.length} FAILED TEST${failing.length === 1 ? '' : 'S'}` : ''}
`;

export const swift = (failing: readonly string[], passed = 5, more = ''): string =>
  `${failing.map((name) => `Test Case 'ATests.${name}' started at 2026-01-01\n/src/ATests.swift:5: error: ATests.${name} : no\nTest Case 'ATests.${name}' failed (0.1 seconds)`).join('\n')}
${Array.from({ length: passed }, (_, index) => `Test Case 'ATests.ok${index}' started at 2026-01-01\nTest Case 'ATests.ok${index}' passed (0.1 seconds)`).join('\n')}
${more}	 Executed ${failing.length + passed} tests, with ${failing.length} failures (0 unexpected) in 0.1 (0.1) seconds
`;

export const exunit = (failing: readonly string[], passed = 5): string =>
  `Running ExUnit with seed: 1, max_cases: 8

${failing.map((name, index) => `  ${index + 1}) test ${name} (ATest)\n     test/a_test.exs:5\n     Assertion with == failed\n`).join('\n')}
Finished in 0.03 seconds (0.00s async, 0.03s sync)
${failing.length + passed} tests, ${failing.length} failures
`;

export const bun = (failing: readonly string[], passed = 5, more = ''): string =>
  `test/a.test.ts:
${failing.map((name) => `error: expect(received).toBe(expected)\n(fail) ${name} [0.10ms]`).join('\n')}

 ${passed} pass
 ${failing.length} fail
${more}Ran ${failing.length + passed} tests across 1 files. [10.00ms]
`;

export const deno = (failing: readonly string[], passed = 5): string =>
  ` ERRORS

${failing.map((name) => `${name} => ./a_test.ts:3:6\nerror: AssertionError: no`).join('\n')}

 FAILURES

${failing.map((name) => `${name} => ./a_test.ts:3:6`).join('\n')}

FAILED | ${passed} passed | ${failing.length} failed (12ms)

error: Test failed
`;

export const playwright = (failing: readonly string[], passed = 5, more = ''): string =>
  `Running ${failing.length + passed} tests using 1 worker

  ${failing.length} failed
${failing.map((name) => `    [chromium] › a.spec.ts:3:5 › ${name} ─────────────`).join('\n')}
${more}  ${passed} passed (1.2s)
`;

export const tap = (failing: readonly string[], passed = 5, end = true): string =>
  `TAP version 13
${failing.map((name, index) => `not ok ${index + 1} - ${name}`).join('\n')}
${Array.from({ length: passed }, (_, index) => `ok ${failing.length + index + 1} - fine ${index}`).join('\n')}
${end ? `1..${failing.length + passed}\n# pass ${passed}\n# fail ${failing.length}` : ''}
`;

export const eslint = (failing: readonly string[]): string =>
  `
/home/dev/project/src/a.js
${failing.map((name) => `  1:2  error  ${name}  no-undef`).join('\n')}

✖ ${failing.length} problems (${failing.length} errors, 0 warnings)
`;

export const tsc = (failing: readonly string[]): string =>
  failing.map((name) => `src/a.ts(1,2): error TS2304: Cannot find name '${name}'.\n`).join('');
