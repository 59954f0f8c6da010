import { sectionsOf } from './output/sections.ts';

/** How runners, and tools that run them for many packages, say that they ran no test; some of them with exit code 0. */
const sentences: readonly RegExp[] = [
  /^No tests? found, exiting with code 0$/m, // jest
  /^No tests found related to files changed since last commit\.$/m, // jest
  /^No test files found, exiting with code 0$/m, // vitest
  /^No tests executed!$/m, // phpunit
  /^No tests were found!!!$/m, // ctest
  /^There are no tests to run$/m, // ExUnit
  /^No test (?:is available|matches the given testcase filter)\b/m, // dotnet test
  /^(?:\[INFO\] +)?(?:Tests are skipped\.|No tests to run\.)$/m, // maven
  /^ERROR: No test targets were found, yet testing was requested/m, // bazel
  /^warning: no tests to run$/m, // go
  /^(?:No tasks were executed as part of this run\.$|.*\bNX +No tasks were run)/m, // turbo, nx
  /^No projects matched the filters/m, // pnpm
  /^(?:None of the selected packages|lerna \w+ No packages found with the lifecycle script)/m, // pnpm, lerna
  /^(?:lerna \w+ run )?No packages found$/m,
  /^Error: no test specified$/m, // what npm init writes
  /^g?make(?:\[\d+\])?: (?:Nothing to be done for ['‘`](?:test|check|spec)\S*['’]|['‘`](?:test|check|spec)\S*['’] is up to date)\.$/m,
  /^(?:No examples found\.|No specs found|No tests ran\.?$|No test cases matched )/m, // rspec, jasmine, flutter, Catch2
  /^(?:#|ℹ) tests 0$/m, // node, tape
  /^0 tests, 0 (?:failures|passed, 0 failed)\b/m, // ExUnit, Robot Framework
  /^(\d+) tests?, 0 failures, \1 excluded$/m, // ExUnit
  /^(?:No tests found!|Error: No tests found|No tests match\b.*)$/m, // bun, Playwright, Dart
  /^ *✖ Couldn't find any files to test$/m, // AVA
  /\bExecuted 0 of 0\b/, // karma
  /^ *Tasks: +0 successful, 0 total$/m, // turbo
  /^(?:0 features passed, 0 failed, \d+ skipped|0 scenarios|(\d+) scenarios? \(\1 (?:undefined|pending|skipped)\))$/m, // behave, Cucumber
  /^0 successes \/ 0 failures \/ 0 errors\b/m, // busted
  /^ *Test Count: 0, Passed: 0,/m, // NUnit
  /^\[info\] (?:No tests were executed\.$|Passed: Total 0, Failed 0,)/m, // sbt
  /^Ran \d+ tests containing 0 assertions\.$/m, // Leiningen
  /^Test Successful in .*\. 0 tests? run\.$/m, // Alcotest
  /^All 0 tests passed\.$/m, // Zig
  /^\S.* \| +None(?: +[\d.]+m?s)?$/m, // Julia
  /^(?:Files=0, Tests=0,.*|Result: NOTESTS)$/m, // prove
  /^\[ FAIL 0 \| WARN \d+ \| SKIP \d+ \| PASS 0 \]$/m, // testthat
  /\b0\/0 test files \| 0 passed, 0 failed\b/, // Web Test Runner
  /^(?:Can't run because no spec files were found\.$|No tests were executed\. Stryker )/m, // Cypress, Stryker
  /^ *✖ No tests found in /m, // AVA
  /^INFO: Found \d+ targets? and 0 test targets\.\.\.$/m, // bazel
  /^0 features passed, 0 failed, 0 skipped, \d+ untested$/m, // behave
  /^\S*\d+:\d+ \+0(?: ~\d+)?: All tests (?:skipped|passed)[.!]$/m, // Dart, Flutter
  /^ *✔ +All specs passed! +\S+ +0(?: +\S+)* *$/m, // Cypress
  /^error: No packages matched the filter$/m, // bun
  /^(?:No targets found to run|The project selection is empty|No tasks found for )/m, // lage, Rush, moon
  /^(?:No tests defined\.|Ok: +0 *\nExpected Fail: +0 *\nFail: +0 *)$/m, // Meson
  /^No stale tests$/m, // mix
  /^ *INFO +No tests found\.$/m, // Pest
  /^(?:\[info\] )?Total number of tests run: 0$/m, // ScalaTest
  /^error: no tests found; create a target in /m, // swift
  /^All 0 tests passed \(/m, // Tasty
  /^(?:Default \w+\n)?Total tests run: 0, /m, // TestNG
  /^(?:There were no tests to run\.|PASS: 0\/0)$/m, // EUnit, OPA
  /^No tests (?:found in project!|match the provided pattern)/m, // Foundry
  /^(?:Tests Passed: 0, Failed: 0, Skipped: \d+|OK \(0 tests, 0 ran),? .*$/m, // Pester, CppUTest
  /^ *checks[ .]*: .* ✓ 0 +✗ 0$/m, // k6
  /^(?:0 Tests 0 Failures \d+ Ignored *|# TOTAL: 0)$/m, // Unity, Automake
  /^(?:No files matching the pattern .* were found|warning: No Python files found under |Checked 0 files |0 files inspected, )/m, // ESLint, ruff, Biome, RuboCop
];

/** Lists of what was run: nothing was where every entry says so. */
const lists: readonly { readonly entry: RegExp; readonly idle: RegExp }[] = [
  {
    entry: /^(?:ok {2}|FAIL|\? *)\t\S+\t.*$/gm, // go
    idle: /\[no (?:test files|tests to run)\]$/,
  },
  {
    entry: /^> Task \S*(?:[tT]est|:check)(?: [A-Z-]+)?$/gm, // gradle
    idle: / (?:NO-SOURCE|SKIPPED)$/,
  },
  { entry: /^ +[\w.{},-]+: (?:OK|FAIL|SKIP)\b.*\(.*\)$/gm, idle: /: SKIP\b/ }, // tox
  { entry: /^nox > Session .*$/gm, idle: / skipped(?:: .*)?$/ },
];

/**
 * Whether a check that ended well says itself that it ran no test, in every package that it ran for.
 *
 * @param text plain lines, see plainText
 */
export function saysNothingRan(text: string): boolean {
  const sections = sectionsOf(text);
  const labelled = sections.filter(({ label }) => label !== '');
  return (labelled.length === 0 ? sections : labelled).every((section) => isIdle(section.text)) || isIdleList(text);
}

function isIdle(text: string): boolean {
  return sentences.some((sentence) => sentence.test(text)) || isIdleList(text);
}

function isIdleList(text: string): boolean {
  return lists.some(({ entry, idle }) => {
    const entries = text.match(entry) ?? [];
    return entries.length > 0 && entries.every((line) => idle.test(line));
  });
}
