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
  /^(?:No examples found\.|No specs found|No tests ran$|No test cases matched )/m, // rspec, jasmine, Catch2
];

/** Lists of what was run: nothing was where every entry says so. */
const lists: readonly { readonly entry: RegExp; readonly idle: RegExp }[] = [
  {
    entry: /^(?:ok {2}|FAIL|\?  )\t\S+\t.*$/gm, // go
    idle: /\[no (?:test files|tests to run)\]$/,
  },
  {
    entry: /^> Task \S*(?:[tT]est|:check)(?: [A-Z-]+)?$/gm, // gradle
    idle: / (?:NO-SOURCE|SKIPPED)$/,
  },
  { entry: /^ +[\w.{},-]+: (?:OK|FAIL|SKIP)\b.*\(.*\)$/gm, idle: /: SKIP\b/ }, // tox
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
