import type { CheckRun, TestCounts } from '../model/checkRun.ts';
import type { RunState, WaveState } from '../model/state.ts';
import { taskSessions } from '../queries/runQueries.ts';

/** Tests there were before, and those the red stages of its tasks have added; undefined where that is not known. */
export function expectedTests(state: RunState, wave: WaveState, run: CheckRun): number | undefined {
  const added = addedInRed(state, wave);
  const isSuite = run.name === 'test';
  return run.before === undefined || added === 0 || !isSuite ? undefined : totalOf(run.before) + added;
}

/** Number of tests that the red stages of a wave have added. */
export function addedInRed(state: RunState, wave: WaveState): number {
  const proofs = taskSessions(state, wave).flatMap(({ result }) => result?.stages ?? []);
  return proofs.reduce((sum, { shows, tests = [] }) => (shows === 'red' ? sum + tests.length : sum), 0);
}

/** All tests with a result, and those that were skipped. */
export function totalOf({ passed, failed, skipped }: TestCounts): number {
  return passed + failed + skipped;
}
