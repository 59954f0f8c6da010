/** A tool whose usual output names no failures in a form that can be compared, and the way it does. */
interface UnreadTool {
  readonly pattern: RegExp;
  readonly sentence: string;
}

const tools: readonly UnreadTool[] = [
  {
    pattern: /^ *\d+ tests?, \d+ assertions?, \d+ failures?, \d+ errors?, \d+ skips?/m,
    sentence:
      'minitest-reporters printed a form that is not read. Use Minitest::Reporters.use! Minitest::Reporters::JUnitReporter.new, and name test/reports/*.xml in checkpoint.report.',
  },
  {
    pattern:
      /^(?:\[\w+\] +)?(?:\*\*\* \d+ (?:TESTS?|SUITES?) (?:FAILED|ABORTED) \*\*\*|Tests: succeeded \d+, failed [1-9])/m,
    sentence:
      'ScalaTest printed a form that is not read. sbt writes target/test-reports/TEST-*.xml, which is found by itself; without sbt, add -u target/test-reports.',
  },
  {
    pattern: /^\/\/\S+ +(?:\S+ +)?(?:FAILED|TIMEOUT|NO STATUS)\b|^Executed \d+ out of \d+ tests?: .*\bfails?\b/m,
    sentence:
      'Bazel names targets, and a target that was red excuses nothing by its name alone. Add --test_output=errors to the command, so that the tests in it are read.',
  },
  {
    pattern: /^\S+?\.pyi?:\d+:\d+: [A-Z]{1,3}\d{3} /m,
    sentence: 'flake8 does not say how many problems it found, so some could be missing. Add --count to the command.',
  },
  {
    pattern: /^ *\[ERROR\] Found \d+ errors?$/m,
    sentence: 'PHPStan printed a table, which is not read. Add --error-format=junit to the command.',
  },
  {
    pattern: /^Checked \d+ files? in [^]*^Found \d+ errors?\.$/m,
    sentence: 'Biome printed a form that is not read. Add --reporter=junit to the command.',
  },
];

/** Sentences about tools that say in this output that something is wrong, each with the option that makes it name what. */
export function unreadTools(text: string): readonly string[] {
  return tools.flatMap(({ pattern, sentence }) => (pattern.test(text) ? [sentence] : []));
}
