import { scriptLines } from './scripts.ts';

/** Lines with which a runner that no parser reads says in its totals that tests failed; each is of one runner, and whole. */
const testTotals: readonly RegExp[] = [
  /^\d+ tests?, [1-9]\d* failures?(?:, \d+ \w+)*$/m, // bats, Gleam, EUnit
  /^\d+ success(?:es)? \/ (?:[1-9]\d* failures?|\d+ failures? \/ [1-9]\d* errors?) .*$/m, // busted
  /^[1-9]\d* out of \d+ tests failed \(.*\)$/m, // Tasty
  /^(?:[1-9]\d* failures, \d+|0 failures, [1-9]\d*) errors\.$/m, // clojure.test
  /^ +Failed: [1-9]\d*\. +Skipped: \d+\. +Passed: \d+\.$/m, // EUnit
  /^Failed [1-9]\d* tests?\. .*Passed \d+ tests?\.\s*$/m, // Common Test
  /^ERROR: (?:LoadError: )?Some tests did not pass: .*$/m, // Julia
  /^\S*\d+:\d+ \+\d+(?: ~\d+)? -[1-9]\d*: Some tests failed\.$/m, // Dart, Flutter
  /^\*\* (?:TEST|BUILD|TEST EXECUTE) FAILED \*\*.*$/m, // xcodebuild
  /^\d+ scenarios? \((?:\d+ \w+, )*[1-9]\d* failed\b.*\)$/m, // Cucumber
  /^\d+ (?:features?|scenarios?) passed, [1-9]\d* failed, .*$/m, // behave
  /^ *✖ +[1-9]\d* of \d+ failed \(\d+%\).*$/m, // Cypress
  /^Failure! \d+ passed, [1-9]\d* failed.*$/m, // Terraform, OpenTofu
  /^\d+ tests?, \d+ passed, \d+ warnings?, [1-9]\d* failures?, .*$/m, // Conftest
  /^FAIL: [1-9]\d*\/\d+$/m, // OPA
  /^.*\bDone\. PASS=\d+ WARN=\d+ ERROR=[1-9]\d* .*$/m, // dbt
  /^(?:Suite result: FAILED\..*|Encountered a total of [1-9]\d* failing tests?, .*)$/m, // Foundry
  /^\S+ +: ok=\d+ +changed=\d+ +unreachable=(?:[1-9]\d*|0 +failed=[1-9]\d*) .*$/m, // Ansible, Molecule
  /^\d+ Tests [1-9]\d* Failures \d+ Ignored *$/m, // Unity
  /^\d+%: Checks: \d+, Failures: (?:[1-9]\d*, Errors: \d+|0, Errors: [1-9]\d*)$/m, // Check
  /^\[ {2}FAILED {2}\] [1-9]\d* test\(s\).*$/m, // cmocka
  /^Errors \((?:[1-9]\d* failures?|ran nothing), .*\)$/m, // CppUTest
  /^Totals: \d+ passed, [1-9]\d* failed, \d+ skipped.*$/m, // Qt Test
  /^# (?:FAIL|ERROR|XPASS): +[1-9]\d*$/m, // Automake
  /^(?:\[\w+\] )?Total tests run: \d+, (?:Passes: \d+, )?Failures: [1-9]\d*, Skips: .*$/m, // TestNG
  /^Spec Files:\s+(?:\d+ \w+, )*[1-9]\d* failed, .*\btotal\b.*$/m, // WebdriverIO
  /^ *[1-9]\d*\/\d+ failed \(.*\)$/m, // TestCafe
  /^ *(?:✖ )?TEST FAILURE(?: \(.*\))?:.*$/m, // Nightwatch
  /^[1-9]\d* of \d+ tests failed$/m, // lab
  /^ *Tests {2,}(?:\d+ \w+, )*[1-9]\d* failed(?:, \d+ \w+)* \(\d+\)$/m, // Japa
  /^│ +(?:requests|test-scripts|prerequest-scripts|assertions) │ +\d+ │ +[1-9]\d* │$/m, // Newman
  /^.*thresholds on metrics '.*' have been (?:crossed|breached).*$/m, // k6
  /^scenarios: +\d+ \| passed: +\d+ \| failed: +[1-9]\d*.*$/m, // Karate
  /^(?:Specifications|Scenarios):\s+\d+ executed\s+\d+ passed\s+[1-9]\d* failed.*$/m, // Gauge
  /^\[error\] Failed: Total \d+, Failed \d+, Errors \d+, Passed \d+.*$/m, // sbt
  /^\d+ passed; \d+ skipped; [1-9]\d* failed\.$/m, // Zig
  /^[1-9]\d* failures?! in .* \d+ tests? run\.$/m, // Alcotest
  /^Tests Passed: \d+, Failed: [1-9]\d*, Skipped: .*$/m, // Pester
  /^FAILED \((?:failures|errors)=[1-9]\d*.*\)$/m, // shunit2, unittest
  /^(?: +[\w.{},-]+: FAIL(?: code \d+)?(?: \(.*\))?| +evaluation failed :\(.*)$/m, // tox
  /^nox > Session \S+ failed\.$/m,
  /^.*\b\d+\/\d+ test files \| \d+ passed, [1-9]\d* failed$/m, // Web Test Runner
  /^ {2}[1-9]\d* failed\n {4}.+ › .*$/m, // Playwright
];

/** The same of linters, formatters and builds, whose lines tests print too, by the programs that print them. */
const otherTotals: readonly { readonly program: RegExp; readonly total: RegExp }[] = [
  { program: /\bmarkdownlint/, total: /^Summary: [1-9]\d* error\(s\)$/m },
  { program: /\bpyright\b/, total: /^[1-9]\d* errors?, \d+ warnings?, \d+ informations? *$/m },
  { program: /\bsvelte-check\b/, total: /^svelte-check found [1-9]\d* errors?\b.*$/m },
  {
    program: /\b(?:biome|oxlint|v?tsc|vue-tsc|mypy|ruff)\b/,
    total: /^Found (?:\d+ warnings? and )?[1-9]\d* errors?(?:\.| in .*)$/m,
  },
  { program: /\bphpstan\b/, total: /^ *\[ERROR\] Found [1-9]\d* errors? *$/m },
  { program: /\bktlint/i, total: /^Summary error count \(descending\) by rule:$/m },
  { program: /\bdialy[xz]/, total: /^done \(warnings were emitted\)$/m },
  { program: /\bshellcheck\b/, total: /^ *\^-.* SC\d{4} \((?:error|warning)\): .*$/m },
  {
    program: /\b(?:black|ruff)\b/,
    total: /^(?:[1-9]\d* files? would be reformatted\b|would reformat ).*$/m,
  },
  { program: /\b(?:rustfmt|cargo(?: \+\S+)? fmt)\b/, total: /^Diff in \S+:\d+:?$/m },
  { program: /\bpre-commit\b/, total: /^.*\.{3,}Failed$/m },
  { program: /\bact\b/, total: /^(?:Error: Process completed with exit code [1-9]\d*\.|Error: Job '.*' failed)$/m },
  { program: /\b(?:docker|podman|buildah)\b/, total: /^ERROR: failed to (?:solve|build): .*$/m },
  { program: /\bvite\b/, total: /^error during build:$/m },
  { program: /\bwebpack\b/, total: /^webpack \S+ compiled with [1-9]\d* errors?\b.*$/m },
  { program: /\besbuild\b/, total: /^✘ \[ERROR\] .*$/m },
  { program: /\b(?:next|react-scripts|craco)\b/, total: /^Failed to compile\.$/m },
  { program: /\brollup\b/, total: /^\[!\] (?:\(.*\) )?\w*Error: .*$/m },
  { program: /\bcmake\b/, total: /^-- Configuring incomplete, errors occurred!$/m },
  { program: /\bnode\b/, total: /^FATAL ERROR: .*\b(?:Allocation failed|out of memory)\b.*$/m },
  { program: /\bnim(?:ble)?\b/, total: /^ +\[FAILED\] .*$/m },
];

/** Commands that an output names: those of scripts as npm and others echo them, and those a shell traces. */
const namedCommands = (command: string, text: string): string =>
  [command, ...scriptLines(text), ...[...text.matchAll(/^\++ (.+)$/gm)].map(([, traced = '']) => traced)].join('\n');

/**
 * Line of totals by which something failed, of tools whose failures are not read by name; undefined where there is none.
 *
 * @param isRead whether results of tests were read from the text: then totals of other tools count only where the command, or
 *   a script that is echoed, names the tool
 * @param command as the plan has it
 */
export function totalThatFailed(text: string, isRead: boolean, command = ''): string | undefined {
  const named = isRead ? namedCommands(command, text) : '';
  const others = otherTotals.flatMap(({ program, total }) => (!isRead || program.test(named) ? [total] : []));
  for (const total of [...testTotals, ...others]) {
    const found = total.exec(text);
    if (found !== null) return found[0].replace(/\s+/g, ' ').trim();
  }
  return undefined;
}

/** Formatters that list what is not in their form, and end well whatever they find. */
const listing = /(?:^|\/| )(?:gofmt|goimports|gofumpt)\b(?:.* )?-(?:[a-z]*[ld][a-z]*)(?= |$)/;

/** First file that a formatter lists as not in its form, though it ends well; undefined for other commands. */
export function listedFile(command: string, text: string): string | undefined {
  if (!listing.test(command)) return undefined;
  return /^(?:diff (?:-u )?)?(\S+\.go)(?:\.orig .*)?$/m.exec(text)?.[1];
}
