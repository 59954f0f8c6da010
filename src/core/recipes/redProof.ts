import { newFailures } from '../checks/newFailures.ts';
import { namesOfTests } from '../checks/testNames.ts';
import type { CheckRun, FailedTest, RedCommand } from '../model/checkRun.ts';

export type RedJudgement =
  | { readonly red: readonly RedCommand[] }
  /** Why the stage is not proved, in sentences. */
  | { readonly why: string };

/**
 * Whether tests are red for the right reason: at least one is new and fails by name, each new one fails because behaviour
 * is missing, and every test there was before is as it was.
 *
 * @param before the commands on the code before the stage
 * @param runs the same commands after it, all of them once for each repetition
 */
export function judgeRed(before: readonly CheckRun[], runs: readonly (readonly CheckRun[])[]): RedJudgement {
  const [first = [], ...again] = runs;
  const reasons: string[] = [];
  const red: RedCommand[] = [];
  for (const [index, run] of first.entries()) {
    const earlier = before[index];
    if (earlier === undefined || !reports(run)) continue;
    const added = newFailures(run.failed, earlier.failed);
    const repetitions = again.flatMap((repeated) => repeated[index] ?? []);
    const why = objection(run, earlier, added) ?? flakiness(run, repetitions);
    if (why !== undefined) reasons.push(`"${run.command}": ${why}`);
    else red.push(redCommand(run, added));
  }
  if (reasons.length > 0) return { why: reasons.join(' ') };
  if (red.length === 0) return { why: unnamed(first) };
  if (red.every(({ tests }) => tests.length === 0))
    return { why: `No new test fails. ${passingAtOnce(first, before)}` };
  return { red };
}

function redCommand({ command, passed, skipped, tests }: CheckRun, added: readonly FailedTest[]): RedCommand {
  return {
    command,
    tests: added.map(({ name }) => name),
    ...(passed === undefined ? {} : { passed }),
    ...(skipped === undefined ? {} : { skipped }),
    ...(tests === undefined ? {} : { others: tests.passed }),
  };
}

/** Whether a runner has reported tests at all. */
function reports({ passed, failed }: CheckRun): boolean {
  return passed !== undefined || failed.length > 0;
}

function objection(run: CheckRun, earlier: CheckRun, added: readonly FailedTest[]): string | undefined {
  if (run.exitCode === null || run.timedOut) return 'it did not run to its end.';
  if (run.hollow !== undefined) return `${run.hollow}.`;
  const doubt = withoutCoverage(run.doubt);
  if (doubt !== '') return `not every test has run, so nothing shows which fail for missing behaviour. ${doubt}`;
  const unloaded = added.find(({ name, excerpt }) => loading.test(excerpt) || loading.test(name));
  if (unloaded !== undefined) {
    return `"${unloaded.name}" fails because something cannot be loaded or is not defined, not because behaviour is missing. Write the stubs that it needs.`;
  }
  return disturbed(run, earlier, added);
}

/** Tests of before that fail, pass or are skipped now, and new ones that do not fail. */
function disturbed(run: CheckRun, earlier: CheckRun, added: readonly FailedTest[]): string | undefined {
  const [now, then] = [namesOfTests(run), namesOfTests(earlier)];
  if (now !== undefined && then !== undefined) {
    const broken = added.filter((test) => !isParent(test) && then.passed.has(test.name) && !now.passed.has(test.name));
    if (broken.length > 0) return `${list(broken.map(({ name }) => name))} passed before and fails now.`;
    const skipped = [...now.skipped].filter((name) => !then.skipped.has(name));
    if (skipped.length > 0) return `${list(skipped)} is skipped.`;
    const atOnce = [...now.passed].filter((name) => !then.passed.has(name) && !then.failed.has(name));
    if (atOnce.length > 0) return `${list(atOnce)} passes already, so it shows nothing that is missing.`;
    const gone = [...then.passed].filter((name) => !now.passed.has(name) && !now.failed.has(name));
    if (gone.length > 0) return `${list(gone)} passed before and is no longer there.`;
  }
  const skips = (run.skipped ?? 0) - (earlier.skipped ?? 0);
  if (skips > 0) return `${skips} more tests are skipped than before.`;
  const more = (run.passed ?? 0) - (earlier.passed ?? 0);
  // Where nothing was reported before, nothing was there: everything that passes is new.
  if (run.passed !== undefined && more > 0) {
    return `${more} more tests pass than before: a new one that passes already shows nothing that is missing.`;
  }
  // A test that passed before fails as a whole when a new part of it does.
  if (earlier.passed !== undefined && more + added.filter(isParent).length < 0) {
    return `${earlier.passed} tests passed before and ${run.passed ?? 0} do now: a test that was there has to pass as before.`;
  }
  return undefined;
}

function isParent({ excerpt }: FailedTest): boolean {
  return /\b\d+ subtests? failed\b/.test(excerpt);
}

function flakiness(run: CheckRun, again: readonly CheckRun[]): string | undefined {
  const flaky = again.flatMap((other) => [
    ...newFailures(run.failed, other.failed),
    ...newFailures(other.failed, run.failed),
  ]);
  const names = new Set([...flaky.map(({ name }) => name), ...(run.flaky ?? [])]);
  return names.size === 0 ? undefined : `${list([...names])} failed in one run and passed in another: it is flaky.`;
}

/** Errors of loading and of names that nothing defines; a stub that throws gives none of these. */
const loading =
  /\b(?:SyntaxError|IndentationError|ReferenceError|ImportError|ModuleNotFoundError|NameError|LoadError|ERR_MODULE_NOT_FOUND|ERR_REQUIRE_ESM|MODULE_NOT_FOUND|ClassNotFoundException|NoClassDefFoundError|NoSuchMethodError)\b|Cannot find (?:module|package)|does not provide an export named|Failed to (?:resolve import|load url)|cannot find (?:symbol|function|type|value)|unresolved (?:import|reference)|could not be loaded|uninitialized constant/;

/** A threshold of coverage is bound to be missed by stubs. */
function withoutCoverage(doubt = ''): string {
  return doubt.replace('A threshold of coverage was missed.', '').trim();
}

function unnamed(runs: readonly CheckRun[]): string {
  if (runs.length === 0) {
    return 'Nothing is run after it. Give the task verify commands that run its tests, or the plan checkpoint.test.';
  }
  const doubts = runs.flatMap(({ doubt }) => doubt ?? []);
  const commands = runs.map(({ command }) => `"${command}"`).join(', ');
  return [
    `${commands} names no test, so nothing shows that new ones fail.`,
    ...doubts.slice(0, 2),
    'Use a runner whose report can be read, or let it write JUnit XML (checkpoint.report).',
  ].join(' ');
}

function passingAtOnce(runs: readonly CheckRun[], before: readonly CheckRun[]): string {
  const more = runs.some((run, index) => (run.passed ?? 0) > (before[index]?.passed ?? 0));
  return more
    ? 'What is new passes already, so it shows nothing that is missing.'
    : 'Write tests for the behaviour that is asked for, and see them fail.';
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `"${name}"`);
  return names.length > 3 ? `${shown.join(', ')} (and ${names.length - 3} more)` : shown.join(', ');
}
