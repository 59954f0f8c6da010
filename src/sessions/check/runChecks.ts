import type { CheckWork } from '../../core/model/sessionWork.ts';
import type { CheckRun } from '../../core/model/checkRun.ts';
import type { CheckRunner } from '../../sessionPorts/checkRunner.ts';
import type { SessionContext } from '../../sessionPorts/sessionHandler.ts';
import type { CheckSettings } from '../../sessionPorts/sessionGit.ts';

/** Settings of the worktree that checks run in. */
export const settingsOf = ({ worktree, sandbox }: CheckWork): CheckSettings => ({ ...worktree, ...sandbox });

/** Runs checks one after the other in the worktree of the session; each runs even when one before it was red. */
export async function runAll(
  runner: CheckRunner,
  { minutes, report }: CheckWork,
  checks: CheckWork['checks'],
  retries: number,
  context: SessionContext,
): Promise<readonly CheckRun[]> {
  const runs: CheckRun[] = [];
  for (const { name, command, measure: read } of checks) {
    context.reportProgress(`Running ${name}: ${command}`);
    const { environment: env, marker, signal, output } = context;
    const cwd = context.place.worktree;
    runs.push(
      await runner.run({
        name,
        command,
        cwd,
        env,
        marker,
        minutes,
        retries,
        report,
        signal,
        output,
        ...(read === undefined ? {} : { read }),
      }),
    );
  }
  return runs;
}
