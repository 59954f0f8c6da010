/** Signs, besides the reports of test runners, that a red run has more to it than the failures it names. */

interface Sign {
  readonly pattern: RegExp;
  readonly sentence: string;
}

const notCompiled = 'Something does not compile, so its tests never ran.';

const signs: readonly Sign[] = [
  {
    pattern:
      /\b(?:Segmentation fault|core dumped|SIGSEGV|SIGABRT|SIGBUS|SIGILL|SIGKILL)\b|^(?:.* )?Killed$|Fatal Python error|fatal runtime error|^> Process 'Gradle Test Executor \d+' finished with non-zero exit value/m,
    sentence: 'A program crashed or was killed while it ran.',
  },
  {
    pattern: /^Node\.js v[\d.]+\s*(?:(?:npm (?:error|ERR!)| ?ELIFECYCLE| ERR_PNPM).*\s*)*$(?![^])/m,
    sentence: 'A Node program ended with an error that nothing caught.',
  },
  {
    pattern: /\b(?:Address|Leak|Memory|Thread|UndefinedBehavior)Sanitizer: |^SUMMARY: \w+Sanitizer/m,
    sentence: 'A sanitizer found an error.',
  },
  { pattern: /heap out of memory|OutOfMemoryError|Cannot allocate memory/, sentence: 'It ran out of memory.' },
  {
    pattern:
      /coverage\b.*\b(?:threshold|not reached|below|does not meet|minimum)|Coverage (?:failure|for .* does not)|^ERROR: Coverage for|Rule violated for (?:bundle|package)|minimum coverage of [\d.]+%|^Rule '.*' violated:|mutation score .* under breaking threshold/im,
    sentence: 'A threshold of coverage was missed.',
  },
  {
    pattern: /^ *Type Errors {2,}[1-9]|^Vitest caught \d+ unhandled errors?/m,
    sentence: 'vitest reports errors outside of its tests.',
  },
  {
    pattern: /^ERROR: "[^"\n]+" exited with [1-9]\d*\.$/m,
    sentence: 'npm-run-all does not say what else is red. Make each script a check of its own.',
  },
  {
    pattern: /^ *[│|] +✖ +\S+.*(?: +-){5} *[│|]?$/m,
    sentence: 'A file of tests is red without a test of it that failed.',
  },
  { pattern: /size limit has (?:been )?exceeded/i, sentence: 'A limit of size was exceeded.' },
  {
    pattern:
      /^error(?:\[E\d+\])?: could not compile|^COMPILATION ERROR|Compilation failed; see|^Execution failed for task ':.*[cC]ompile/m,
    sentence: notCompiled,
  },
  {
    pattern:
      /^(?:npm (?:ERR!|error) Missing script|No tests? found|no test files? (?:were )?found|Error: No tests found)/im,
    sentence: 'A runner found no tests.',
  },
  { pattern: /^\[\d+ bytes left out\]$/m, sentence: 'It printed more than can be kept, so failures may be missing.' },
  {
    pattern: /^(?:error: Recipe `.*` failed .*with exit code \d+|task: Failed to run task ".*)$/m,
    sentence: 'just and Task stop at the first red line. Name the commands in the plan, each as a check of its own.',
  },
  {
    pattern: /^❌ \d+ scripts? failed\.$/m,
    sentence: 'Wireit starts nothing more once a script is red. Set WIREIT_FAILURES=continue.',
  },
  {
    pattern: /^\*\* \(Mix\) "mix test" failed/m,
    sentence: 'Mix stopped at the first red application.',
  },
  {
    pattern: /ERR_PNPM_RECURSIVE_RUN_FIRST_FAIL/,
    sentence: 'pnpm stopped at the first red package. Add --no-bail to the command.',
  },
  {
    pattern: /Tasks not run because their dependencies failed|--nx-?[bB]ail/,
    sentence: 'nx did not run everything. Use --nxBail=false, and run what others depend on by itself.',
  },
  {
    pattern: /^lerna (?:ERR!|WARN) .*(?:exited|complete Waiting)/m,
    sentence: 'Lerna stops at the first red package. Add --no-bail to the command.',
  },
  {
    pattern: /command failed for workspaces that are depended upon/,
    sentence: 'Yarn did not run the tests of every workspace.',
  },
];

/**
 * Sentences about crashes, missed thresholds, and tools that stopped early.
 *
 * @param lints whether what does not compile are lints that were read, in a run that has no tests
 */
export function signsIn(text: string, lints = false): readonly string[] {
  const found = signs.flatMap(({ pattern, sentence }) => (pattern.test(text) ? [sentence] : []));
  return [...found.filter((sentence) => !lints || sentence !== notCompiled), ...dataRaces(text)];
}

/** Races that Go has not found in a test have the exit code alone. */
function dataRaces(text: string): readonly string[] {
  const found = /^Found \d+ data races?|^exit status 66$/m.test(text);
  return found && !text.includes('race detected during execution of test') ? ['A data race was found.'] : [];
}

/** One report of each runner that says there are failures, wherever on its line. */
const summaries: readonly { readonly loose: RegExp; readonly strict: RegExp; readonly runner: string }[] = [
  { runner: 'jest', loose: /Tests: +(?:\d+ \w+, )*[1-9]\d* failed(?!.*assertions?\))/, strict: /^Tests: / },
  { runner: 'pest', loose: /Tests: +(?:\d+ \w+, )*[1-9]\d* failed.*assertions?\)/, strict: /^ {2}Tests: / },
  { runner: 'jasmine', loose: /\d+ specs?, [1-9]\d* failures?/, strict: /^\d/ },
  { runner: 'doctest', loose: /\[doctest\] test cases:.*\| +[1-9]\d* failed/, strict: /^\[doctest\]/ },
  { runner: 'gotestsum', loose: /DONE \d+ tests?,.*[1-9]\d* failure/, strict: /^DONE/ },
  { runner: 'vitest', loose: /Tests {2,}[1-9]\d* failed/, strict: /^ *Tests / },
  { runner: 'mocha', loose: /\b[1-9]\d* failing\s*$/, strict: /^ {2}\d+ failing$/ },
  { runner: 'node --test', loose: /ℹ fail [1-9]/, strict: /^ℹ/ },
  { runner: 'TAP', loose: /# fail +[1-9]|not ok \d+ - /, strict: /^ *(?:#|not ok)/ },
  { runner: 'pytest', loose: /\b[1-9]\d* (?:failed|errors?)(?:, \d+ \w+)* in \d+\.\d+s/, strict: /^(?:=+ )?\d/ },
  { runner: 'unittest', loose: /FAILED \((?:failures|errors)=/, strict: /^FAILED/ },
  { runner: 'cargo test', loose: /test result: FAILED/, strict: /^test result/ },
  { runner: 'go test', loose: /--- FAIL: |FAIL\t\S/, strict: /^ *---|^FAIL/ },
  { runner: 'rspec', loose: /\d+ examples?, [1-9]\d* failures?/, strict: /^\d/ },
  { runner: 'minitest', loose: /\d+ runs, \d+ assertions, (?:[1-9]\d* failures|\d+ failures, [1-9])/, strict: /^\d/ },
  { runner: 'phpunit', loose: /Tests: \d+, Assertions: \d+, (?:Failures|Errors)/, strict: /^Tests/ },
  { runner: 'deno test', loose: /FAILED \| \d+ passed/, strict: /^FAILED/ },
  { runner: 'dotnet test', loose: /Failed! +- Failed:/, strict: /^Failed/ },
  { runner: 'gradle', loose: /\d+ tests? completed, [1-9]\d* failed/, strict: /^\d/ },
  { runner: 'maven', loose: /Tests run: \d+, Failures: (?:[1-9]|\d+, Errors: [1-9])/, strict: /^(?:\[\w+\] +)?Tests/ },
  { runner: 'eslint', loose: /✖ \d+ problems? \([1-9]/, strict: /^✖/ },
  { runner: 'ctest', loose: /% tests passed, [1-9]\d* tests failed/, strict: /^\d/ },
];

/**
 * Sentences about lines that look like a report with failures and were read by no parser: behind an unknown prefix,
 * or of a form that has changed.
 *
 * @param read names of the runners whose reports were read
 */
export function unreadReports(text: string, read: ReadonlySet<string>): readonly string[] {
  const found = text
    .split('\n')
    .filter((line) => !(read.size > 0 && isRecord(line)))
    .filter((line) =>
      summaries.some(({ runner, loose, strict }) => loose.test(line) && (!strict.test(line) || !read.has(runner))),
    );
  return found.length === 0 ? [] : [`A report could not be read: "${found[0]?.trim().slice(0, 100)}".`];
}

/** Runners that print a record a line quote in it what they would have printed otherwise. */
function isRecord(line: string): boolean {
  if (!line.startsWith('{') || !line.endsWith('}')) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
