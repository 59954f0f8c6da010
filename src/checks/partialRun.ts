import { scriptLines } from './output/scripts.ts';

/** Options with which a runner does not run what it is there to check, by the program they belong to. */
interface Mode {
  readonly program: RegExp;
  readonly option: RegExp;
  readonly does: string;
  /** A check of its own for it proves something, so only the suite and verification may not be run in this way. */
  readonly provesSomething?: true;
}

const lists = 'lists tests instead of running them';
const pretends = 'says what it would run, and runs nothing';
const compiles = 'compiles tests and does not run them';
const selects = 'runs only what failed or changed before';

const modes: readonly Mode[] = [
  { program: /\bjest(?= |$)/, option: /--listTests|--showConfig/, does: lists },
  { program: /\bjest(?= |$)/, option: /--onlyFailures|-f(?= |$)|--onlyChanged|-o(?= |$)|--lastCommit/, does: selects },
  { program: /\bvitest list\b/, option: /list/, does: lists },
  { program: /\b(?:playwright|phpunit|pest|dotnet|gtest|swift)\b/, option: /--list(?:-tests)?(?= |$)/, does: lists },
  { program: /\bplaywright\b/, option: /--last-failed|--only-changed/, does: selects },
  {
    program: /\b(?:pytest|py\.test)\b/,
    option: /--(?:collect-only|co|setup-plan)(?= |$)/,
    does: lists,
    provesSomething: true,
  },
  {
    program: /\b(?:pytest|py\.test)\b/,
    option: /--(?:lf|last-failed|sw|stepwise|testmon|picked)(?= |=|$)/,
    does: selects,
  },
  { program: /\bgo test\b/, option: /-list(?:=| )\S+/, does: lists },
  { program: /\bgo test\b/, option: /-c(?= |$)/, does: compiles, provesSomething: true },
  { program: /\bgo test\b/, option: /-run(?:=| )['"]?\^?\$['"]?(?= |$)/, does: 'runs no test', provesSomething: true },
  { program: /\bcargo\b/, option: /--no-run/, does: compiles, provesSomething: true },
  { program: /\bcargo\b/, option: / -- .*--list(?= |$)/, does: lists },
  { program: /\bdeno test\b/, option: /--no-run/, does: compiles, provesSomething: true },
  { program: /\bxcodebuild\b/, option: /build-for-testing/, does: compiles, provesSomething: true },
  { program: /\bctest\b/, option: /-N(?= |$)|--show-only\S*/, does: lists },
  { program: /\bctest\b/, option: /--rerun-failed/, does: selects },
  { program: /\brspec\b/, option: /--dry-run/, does: pretends },
  { program: /\brspec\b/, option: /--only-failures|-n(?= |$)|--next-failure/, does: selects },
  {
    program: /\b_?(?:mocha|cucumber(?:-js)?|behave|robot|bats)\b/,
    option: /--(?:dry-?run|count)(?= |$)/,
    does: pretends,
  },
  { program: /\bmix test\b/, option: /--(?:failed|stale)(?= |$)/, does: selects },
  {
    program: /\bg?make\b/,
    option: /(?<= )-[a-z]*[nqt][a-z]*(?= |$)|--(?:dry-run|just-print|recon|touch|question)(?= |$)/,
    does: pretends,
  },
  {
    program: /\bg?make\b/,
    option: /(?<= )-[a-z]*i[a-z]*(?= |$)|--ignore-errors/,
    does: 'goes on after errors and hides them',
  },
  { program: /\bgradlew?\b/, option: /(?<= )-m(?= |$)|--dry-run/, does: pretends },
  { program: /\bturbo\b/, option: /--dry(?:-run)?(?:=\w+)?(?= |$)/, does: pretends },
  { program: /\bnx (?:run|run-many|affected|test)\b/, option: /--(?:dry-?[rR]un|graph)(?= |$)/, does: pretends },
  {
    program: /\b(?:eslint|ruff|pylint|flake8|stylelint)\b/,
    option: /--exit-zero/,
    does: 'ends well whatever it finds',
  },
  { program: /\bmvnw?\b/, option: /-fn(?= |$)|--fail-never/, does: 'ends well whatever fails' },
];

/**
 * Sentence, without its full stop, about an option with which a check that ended well does not do what it is there for;
 * undefined where it has none.
 *
 * @param name of the check; `test` is the suite of a wave, `verify` that of a task
 * @param command as the plan has it
 * @param text what it printed; tools echo the scripts they run
 */
export function partialRun(name: string, command: string, text: string): string | undefined {
  const isSuite = name === 'test' || name === 'verify';
  for (const script of [command, ...scriptLines(text)]) {
    for (const { program, option, does, provesSomething } of modes) {
      if (provesSomething === true && !isSuite) continue;
      // Options of another program behind && are not its own.
      const part = script.split(/&&|\|\||;/).find((one) => program.test(one) && option.test(one));
      const found = part === undefined ? undefined : option.exec(part)?.[0].trim();
      if (found !== undefined) return `"${found}" in its command ${does}`;
    }
  }
  return undefined;
}
