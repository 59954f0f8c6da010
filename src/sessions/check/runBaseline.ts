import { isRed } from '../../core/checks/isRed.ts';
import type { CheckWork } from '../../core/model/sessionWork.ts';
import type { CheckRun } from '../../core/model/checkRun.ts';
import type { SessionResult } from '../../core/model/sessionResult.ts';
import type { CheckRunner } from '../../sessionPorts/checkRunner.ts';
import type { SessionContext } from '../../sessionPorts/sessionHandler.ts';
import type { SessionGit } from '../../sessionPorts/sessionGit.ts';
import { runAll, settingsOf } from './runChecks.ts';

/** Runs checks on the code as it was before. Where that is only about how many tests there were, it may fail. */
export async function runBefore(
  git: Pick<SessionGit, 'checkout'>,
  runner: CheckRunner,
  work: CheckWork,
  again: readonly CheckRun[],
  context: SessionContext,
): Promise<Before> {
  const commit = work.baseline ?? work.before;
  const red = again.some(isRed);
  if (again.length === 0 || commit === undefined || (!red && commit === work.commit)) return { runs: [], result: {} };
  const checks = work.checks.filter(({ name }) => again.some((run) => run.name === name));
  const known = work.known.filter((run) => checks.some((asked) => isSame(asked, run)));
  const open = checks.filter((asked) => !known.some((run) => isSame(asked, run)));
  if (open.length === 0) return { runs: known, result: {} };
  context.reportProgress(
    red ? 'Running what failed on the code as it was before' : 'Counting the tests of the code as it was before',
  );
  try {
    await git.checkout(context.place, commit, settingsOf(work));
    const ran = await runAll(runner, work, open, 0, context);
    const kept = context.signal.aborted ? [] : ran.filter(isComparable).map(withoutTexts);
    return { runs: [...known, ...ran], result: kept.length === 0 ? {} : { baseline: { commit, checks: kept } } };
  } catch (error) {
    if (red) throw error;
    return { runs: known, result: {} };
  }
}

interface Before {
  readonly runs: readonly CheckRun[];
  /** Results that later checks of the run can reuse. */
  readonly result: Pick<SessionResult, 'baseline'>;
}

const isSame = (one: Pick<CheckRun, 'name' | 'command'>, other: Pick<CheckRun, 'name' | 'command'>) =>
  one.name === other.name && one.command === other.command;

/** Whether a result can be reused: one that is incomplete, or lacked a part of the machine that may be mended, cannot. */
const isComparable = ({ exitCode, timedOut, doubt, missing, hollow }: CheckRun) =>
  exitCode !== null && !timedOut && doubt === undefined && missing === undefined && hollow === undefined;

/** Names are compared; output is for people who look at the run itself. */
const withoutTexts = (run: CheckRun): CheckRun => ({
  ...run,
  failed: run.failed.map((test) => ({ ...test, excerpt: '' })),
  tail: '',
});
