import { redUnits } from './output/redUnits.ts';
import { totalThatFailed } from './output/totals.ts';

/** How runners say in their totals that something failed, whatever exit code a script around them ends with. */
const sentences: readonly RegExp[] = [
  /^Result: FAIL$/m, // prove
  /^\[ FAIL [1-9]\d* \|.*\]$/m, // testthat
  /^\d+ tests?, \d+ passed, [1-9]\d* failed$/m, // Robot Framework
  /^FAIL\t\S+ \[(?:build|setup) failed\]$/m, // go
  /^ +Errors +[1-9]\d* errors?$/m, // Vitest
  /^Tests: +[1-9]\d* failed, .*\d+ total$/m, // jest
  /^There were failing tests\. See the report\b.*$/m, // Gradle with ignoreFailures
  /^Fail: +[1-9]\d* *$/m, // Meson
  /^(?:ERROR: Coverage for .* does not meet .*threshold.*|Jest: .*coverage threshold for .* not met.*)$/m,
  /^(?:FAIL Required test coverage of .* not reached\b.*|Coverage failure: .*)$/m, // pytest-cov, coverage
  /^g?make(?:\[\d+\])?: (?:\[.+\] Error \d+ \(ignored\)|\*\*\* .*Error \d+.*)$/m,
  /^ +\S+: IGNORED FAIL code \d+ \(.*\)$/m, // tox
  /^(?:npm (?:ERR!|error) (?:Missing script: .*|Lifecycle script .* failed with error:|code ELIFECYCLE)|error: Recipe `.*` failed .*)$/m,
  /^(?:task: Failed to run task ".*|rake aborted!|ninja: build stopped: .*)$/m,
  /^timeout: sending signal \w+ to command .*$/m,
  /^\[ERROR\] Failed to execute goal .*$/m, // Maven with --fail-never
  /^(?:Snapshots: .*\b[1-9]\d* (?:updated|failed)\b.*| +Snapshots +.*\b[1-9]\d* (?:updated|failed)\b.*)$/m, // jest, Vitest
  /^TEST RUN INCOMPLETE\b.*$/m, // elm-test
  // A script file went on behind a program that is not there, may not be run, or crashed.
  /^[^\s:]*[./][^\s:]*: (?:line )?\d+: \S+: (?:(?:command )?not found|Permission denied)$/m,
  /^[^\s:]*[./][^\s:]*: line \d+: +\d+ (?:Segmentation fault|Aborted|Killed|Bus error|Illegal instruction)\b.*$/m,
];

/** Lines that programs print when they fail. Tests print them too, so they count where no test was read. */
const unlessRead: readonly RegExp[] = [
  /^\S*sh: (?:(?:line )?\d+: )?\S+: (?:(?:command )?not found|Permission denied|No such file or directory)$/m,
  /^[^\s:]*[./][^\s:]*: (?:line )?\d+: \S+: No such file or directory$/m,
  /^(?:(?: {4}at |\w*Error\b).*|\}) *\n+Node\.js v\d+\.\d+\.\d+$/m,
  /^Traceback \(most recent call last\):$/m,
  /^(?:panic: .*|thread '.*' (?:\(\d+\) )?panicked at .*)$/m,
  /^(?:Exception in thread ".*" .*|Unhandled exception\. .*)$/m,
  /^(?:\S.* : )?error [A-Z]{2,}\d{3,}: .*$/m, // MSBuild
  /^(?!\S+\.(?:md|rst|adoc|txt|log):)[^\s:]+:\d+:(?:\d+:)? (?:fatal )?error: .*$/m, // gcc, clang, javac, Swift
  /^# \S+\n(?:\.\/)?\S+\.go:\d+:\d+: .*$/m, // go
  /^exit status [1-9]\d*$/m,
  /^error(?:\[E\d+\]: .*|: could not compile .*)$/m, // rustc
  /^npm (?:ERR!|error) (?:code \S+|Test failed\b.*)$/m,
  /^\S+ exited with code (?!(?:130|137|143)$)[1-9]\d*$/m, // Docker Compose
  /^(?:fail(?:ed|ures?)?|errors?)(?: tests?| checks?)? *[:=] *[1-9]\d*\b.*$/im,
  /^[1-9]\d* (?:tests?|checks?|specs?|assertions?) failed\b.*$/im,
];

/**
 * Line in which a check that ended well says that something failed; undefined where it says none.
 *
 * @param text plain lines, see plainText
 * @param isRead whether results of tests were read from it
 * @param command as the plan has it
 */
export function failureSaid(text: string, isRead: boolean, command = ''): string | undefined {
  for (const sentence of isRead ? sentences : [...sentences, ...unlessRead]) {
    const found = sentence.exec(text);
    if (found !== null) return found[0].replace(/\s+/g, ' ').trim();
  }
  const total = totalThatFailed(text, isRead, command);
  if (total !== undefined) return total;
  // Of pnpm's line alone nobody could tell that it is one.
  const unit = redUnits(text).find((name) => !/\s/.test(name) || text.includes(`${name}$ `));
  return unit === undefined ? undefined : `${unit} failed`;
}
