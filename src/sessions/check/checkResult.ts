import { leftRunningSentence } from '../../core/agents/leftRunning.ts';
import type { Comparison } from '../../core/checks/compareWithBaseline.ts';
import { describeRed } from '../../core/checks/describeRed.ts';
import { shrinkage } from '../../core/checks/shrinkage.ts';
import type { SessionResult } from '../../core/model/sessionResult.ts';
import type { SessionContext } from '../../sessionPorts/sessionHandler.ts';

/** Result of a session from its checks, compared with the base where they were red. */
export function resultOf(comparisons: readonly Comparison[], { signal }: SessionContext): SessionResult {
  const checks = comparisons.map(({ run }) => run);
  if (signal.aborted)
    return { outcome: 'cancelled', message: 'The checks were stopped before they were through.', checks };
  const red = comparisons.filter(({ passes }) => !passes);
  const notes = notesOn(comparisons);
  if (red.length > 0) {
    return {
      outcome: 'blocked',
      message: [...red.map(({ run, why }) => describeRed(run, why)), ...notes].join(' '),
      checks,
    };
  }
  if (checks.length === 0) return { outcome: 'done', message: 'There was no check to run.', checks };
  const count = checks.length === 1 ? 'The check is' : `All ${checks.length} checks are`;
  return { outcome: 'done', message: [`${count} green.`, ...notes].join(' '), checks };
}

/** Notes for people on the checks, green or red, in sentences. */
function notesOn(comparisons: readonly Comparison[]): readonly string[] {
  const known = comparisons.flatMap(({ run, known: some }) =>
    some > 0 ? [`${run.name}: ${some} failed before this run already, by name`] : [],
  );
  const checks = comparisons.map(({ run }) => run);
  const flaky = checks.flatMap(({ name, flaky: tests = [] }) => tests.map((test) => `${name}: ${test}`));
  const fewer = checks.flatMap((run) => {
    const words = shrinkage(run);
    return words === undefined ? [] : [`${run.name} (${words})`];
  });
  const replayed = checks.flatMap((run) => (run.replayed === undefined ? [] : [`${run.name}: ${run.replayed}`]));
  return [
    ...(known.length === 0 ? [] : [`Not counted: ${known.join('; ')}.`]),
    ...(flaky.length === 0 ? [] : [`Failed first and passed when run again: ${flaky.slice(0, 5).join('; ')}.`]),
    ...(fewer.length === 0 ? [] : [`Fewer tests than before: ${fewer.join('; ')}.`]),
    ...replayed,
    ...checks.map(({ name, left = [] }) => leftRunningSentence(name, left)).filter((text) => text !== ''),
  ];
}
