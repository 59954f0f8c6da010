import type { Comparison } from '../../core/checks/compareWithBaseline.ts';
import { isRed } from '../../core/checks/isRed.ts';
import type { CheckWork } from '../../core/model/sessionWork.ts';
import type { CheckRunner } from '../../sessionPorts/checkRunner.ts';
import type { SessionContext } from '../../sessionPorts/sessionHandler.ts';
import type { SessionGit } from '../../sessionPorts/sessionGit.ts';
import { constraintRun, measure } from './measure.ts';
import type { Constraint, Measuring } from './measure.ts';
import { runAll, settingsOf } from './runChecks.ts';

/** Measures every constraint on the files that are checked out. */
export async function measureAll(
  runner: CheckRunner,
  work: CheckWork,
  constraints: readonly Constraint[],
  context: SessionContext,
): Promise<readonly Measuring[]> {
  const measured: Measuring[] = [];
  for (const asked of constraints) {
    const once = async () => {
      const [run] = await runAll(runner, work, [asked], 0, context);
      return run ?? { ...asked, exitCode: null, timedOut: false, milliseconds: 0, runs: 0, failed: [], tail: '' };
    };
    measured.push(await measure(asked, once));
  }
  return measured;
}

/** Measures the constraints on the code as it was before, too. Nothing excuses one that is broken. */
export async function compareMeasured(
  git: Pick<SessionGit, 'checkout'>,
  runner: CheckRunner,
  work: CheckWork,
  { constraints, now }: { readonly constraints: readonly Constraint[]; readonly now: readonly Measuring[] },
  context: SessionContext,
): Promise<readonly Comparison[]> {
  if (constraints.length === 0 || context.signal.aborted) return [];
  context.reportProgress('Measuring the constraints on the code as it was before');
  const base = await (async () => {
    if (work.measuredFrom === work.commit || work.measuredFrom === undefined) return now;
    await git.checkout(context.place, work.measuredFrom, settingsOf(work));
    return measureAll(runner, work, constraints, context);
  })();
  return constraints.flatMap((asked, index) => {
    const [here, there] = [now[index], base[index]];
    if (here === undefined || there === undefined) return [];
    const run = constraintRun(asked, here, there);
    return [{ run, passes: !isRed(run), known: 0 }];
  });
}
