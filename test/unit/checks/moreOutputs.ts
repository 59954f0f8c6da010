/** Outputs of further test runners, shortened, with failures and counts to choose. */

export const jasmine = (failing: readonly string[], passed = 5, more = ''): string =>
  `Randomized with seed 25682
Started
${'F'.repeat(failing.length)}${'.'.repeat(passed)}

Failures:
${failing.map((name, index) => `${index + 1}) ${name}\n  Message:\n    Expected 10 to be 11.\n  Stack:\n        at <Jasmine>\n        at UserContext.<anonymous> (spec/a.spec.js:1:117)\n        at <Jasmine>\n`).join('\n')}
${more}${failing.length + passed} specs, ${failing.length} failure${failing.length === 1 ? '' : 's'}
Finished in 0.137 seconds
Randomized with seed 25682 (jasmine --random=true --seed=25682)
`;

export const karma = (failing: readonly string[], passed = 5, all = failing.length + passed): string =>
  `Chrome Headless 120.0.0.0 (Linux x86_64): Executed 0 of ${all} SUCCESS (0 secs / 0 secs)
${failing.map((name) => `Chrome Headless 120.0.0.0 (Linux x86_64) ${name} FAILED\n\tError: Expected 2 to equal 3.\n\t    at UserContext.<anonymous> (src/a.spec.ts:3:15)`).join('\n')}
Chrome Headless 120.0.0.0 (Linux x86_64): Executed ${failing.length + passed} of ${all} (${failing.length} FAILED) (0.05 secs / 0.03 secs)
TOTAL: ${failing.length} FAILED, ${passed} SUCCESS
`;

export const uvu = (failing: readonly string[], passed = 5): string =>
  ` a cart  • ✘   (${passed} / ${failing.length + passed})

${failing.map((name) => `   FAIL  a cart  "${name}"\n    Expected values to be strictly equal:  (is)\n\n    at Object.handler (test/u.js:2:91)\n`).join('\n')}

  Total:     ${failing.length + passed}
  Passed:    ${passed}
  Skipped:   0
  Duration:  20.06ms

`;

export const doctest = (failing: readonly string[], passed = 5, end = true): string =>
  `[doctest] doctest version is "2.4.9"
[doctest] run with "--help" for options
${failing.map((name) => `===============================================================================\nd.cpp:4:\nTEST SUITE: cart\nTEST CASE:  ${name}\n\nd.cpp:4: ERROR: CHECK( 10 == 11 ) is NOT correct!\n  values: CHECK( 10 == 11 )\n`).join('\n')}
===============================================================================
${end ? `[doctest] test cases: ${failing.length + passed} | ${passed} passed | ${failing.length} failed | 0 skipped\n[doctest] assertions: 8 | 5 passed | 3 failed |\n[doctest] Status: FAILURE!\n` : ''}`;

const rule = '-'.repeat(79);

export const catch2 = (failing: readonly string[], passed = 5, end = true): string =>
  `
${'~'.repeat(79)}
tests is a Catch v2.13.10 host application.
Run with -? for options

${failing.map((name) => `${rule}\n${name}\n${rule}\nc.cpp:4\n${'.'.repeat(79)}\n\nc.cpp:4: FAILED:\n  CHECK( 10 == 11 )\n`).join('\n')}
${end ? `${'='.repeat(79)}\ntest cases: ${failing.length + passed} | ${passed} passed | ${failing.length} failed\nassertions: 6 | 5 passed | 1 failed\n\n` : ''}`;

export const boostTest = (failing: readonly string[], passed = 5, end = true): string =>
  `Running ${failing.length + passed} test cases...
${failing.map((name) => `test.cpp(5): error: in "cart/${name}": check 1 + 1 == 3 has failed [2 != 3]`).join('\n')}
${end ? `\n*** ${failing.length} failure is detected in the test module "math"\n` : ''}`;

export const pest = (failing: readonly string[], passed = 5): string =>
  `
   FAIL  Tests\\Unit\\MathTest
${failing.map((name) => `  ⨯ it ${name}                                                       0.02s`).join('\n')}
  ────────────────────────────────────────────────────────────────────
${failing.map((name) => `   FAILED  Tests\\Unit\\MathTest > it ${name}\n  Failed asserting that 2 is identical to 3.\n\n  at tests/Unit/MathTest.php:4\n`).join('\n')}

  Tests:    ${failing.length} failed, ${passed} passed (6 assertions)
  Duration: 0.05s
`;

export const gotestsum = (failing: readonly string[], passed = 5): string =>
  `✓  example.com/m/b (2ms)
✖  example.com/m/a (3ms)

=== Failed
${failing.map((name) => `=== FAIL: a ${name} (0.00s)\n    a_test.go:6: got 1, want 2\n`).join('\n')}
DONE ${failing.length + passed} tests, ${failing.length} failure${failing.length === 1 ? '' : 's'} in 0.305s
`;

export const testingPlatform = (failing: readonly string[], passed = 5): string =>
  `Running tests from bin/Debug/net9.0/Tests.dll (net9.0|x64)
${failing.map((name) => `failed ${name} (12ms)\n  Assert.Equal() Failure: Values differ\n    at MathTests.${name}() in MathTests.cs:9`).join('\n')}
bin/Debug/net9.0/Tests.dll (net9.0|x64) failed with ${failing.length} error(s) (0.5s)

Test run summary: Failed! - bin/Debug/net9.0/Tests.dll (net9.0|x64)
  total: ${failing.length + passed}
  failed: ${failing.length}
  succeeded: ${passed}
  skipped: 0
  duration: 0.5s
`;

export const terminalLogger = (failing: readonly string[], passed = 5): string =>
  `  Tests test failed with ${failing.length} error(s) (0.8s)
${failing.map((name) => `    MathTests.cs(9): error TESTERROR: \n      MathTests.${name} (12ms): Error Message: Assert.Equal() Failure\n      Stack Trace:\n         at MathTests.${name}() in MathTests.cs:line 9\n`).join('\n')}
Test summary: total: ${failing.length + passed}, failed: ${failing.length}, succeeded: ${passed}, skipped: 0, duration: 0.8s
Build failed with ${failing.length} error(s) in 1.9s
`;

export const ruff = (failing: readonly string[]): string =>
  `${failing.map((name) => `F401 [*] \`${name}\` imported but unused\n --> src/a.py:1:8\n  |\n1 | import ${name}\n  |        ^^\n  |\nhelp: Remove unused import\n`).join('\n')}
Found ${failing.length} error${failing.length === 1 ? '' : 's'}.
`;

export const golangci = (failing: readonly string[]): string =>
  `${failing.map((name) => `a.go:3:2: ineffectual assignment to ${name} (ineffassign)\n\t${name} := 1\n\t^`).join('\n')}
${failing.length} issues:
* ineffassign: ${failing.length}
`;

export const rubocop = (failing: readonly string[]): string =>
  `Inspecting 1 file
C

Offenses:

${failing.map((name) => `a.rb:1:1: C: [Correctable] Style/RedundantAssignment: ${name} is redundant.\n${name} = 1\n^`).join('\n')}

1 file inspected, ${failing.length} offense${failing.length === 1 ? '' : 's'} detected, 1 offense autocorrectable
`;
