import { newFailures } from '../checks/newFailures.ts';
import { steadyName } from '../checks/steadyName.ts';
import { namesOfTests } from '../checks/testNames.ts';
import type { CheckRun, RedCommand } from '../model/checkRun.ts';

/**
 * Why the tests of a red stage do not all pass now, in sentences; undefined when they do. That nobody has changed their
 * files is proved elsewhere; this finds those that no longer run, are skipped, or do not pass every time.
 *
 * @param runs the commands after the stage, all of them once for each repetition
 */
export function judgeGreen(red: readonly RedCommand[], runs: readonly (readonly CheckRun[])[]): string | undefined {
  const reasons = red.flatMap((before) => {
    const now = runs.map((repetition) => repetition.find(({ command }) => command === before.command));
    const why = now.includes(undefined)
      ? 'it was red before and has not run now.'
      : objection(
          before,
          now.flatMap((run) => run ?? []),
        );
    return why === undefined ? [] : [`"${before.command}": ${why}`];
  });
  return reasons.length === 0 ? undefined : reasons.join(' ');
}

function objection(red: RedCommand, runs: readonly CheckRun[]): string | undefined {
  const { tests } = red;
  const names = tests.map(steadyName);
  const failing = runs.map(({ failed }) => new Set(failed.map(({ name }) => steadyName(name))));
  const failed = tests.filter((_name, index) => failing.every((set) => set.has(names[index] ?? '')));
  if (failed.length > 0) return `${list(failed)} still fails.`;
  const [first] = runs;
  const flaky = runs.flatMap((run) => [
    ...newFailures(run.failed, first?.failed ?? []),
    ...newFailures(first?.failed ?? [], run.failed),
    ...(run.flaky ?? []).map((name) => ({ name })),
  ]);
  const unsteady = new Set(flaky.map(({ name }) => name));
  if (unsteady.size > 0) return `${list([...unsteady])} failed in one run and passed in another: it is flaky.`;
  for (const run of runs) {
    const why = missing(red, run);
    if (why !== undefined) return why;
  }
  return undefined;
}

/** Tests of the red stage without a result now. */
function missing({ tests, others, passed, skipped = 0 }: RedCommand, run: CheckRun): string | undefined {
  const now = namesOfTests(run);
  if (now !== undefined && others !== undefined) {
    const all = [...others, ...tests];
    const left = all.filter((name) => now.skipped.has(steadyName(name)) && !now.passed.has(steadyName(name)));
    if (left.length > 0) return `${list(left)} is skipped.`;
    const gone = all.filter((name) => !now.passed.has(steadyName(name)) && !now.failed.has(steadyName(name)));
    if (gone.length > 0) return `${list(gone)} no longer runs.`;
  }
  if ((run.skipped ?? 0) > skipped) {
    return `${(run.skipped ?? 0) - skipped} more tests are skipped than in the red stage.`;
  }
  if (passed === undefined) return undefined;
  if (run.passed === undefined)
    return 'it no longer reports its tests, so nothing shows that those of the red stage pass.';
  const expected = passed + tests.length;
  if (run.passed >= expected) return undefined;
  return `${expected} tests should pass, those of before and the ${tests.length} of the red stage; ${run.passed} do.`;
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `"${name}"`);
  return names.length > 3 ? `${shown.join(', ')} (and ${names.length - 3} more)` : shown.join(', ');
}
