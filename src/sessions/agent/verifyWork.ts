import { compareWithBaseline } from '../../core/checks/compareWithBaseline.ts';
import type { Comparison } from '../../core/checks/compareWithBaseline.ts';
import { isRed } from '../../core/checks/isRed.ts';
import type { AgentWork } from '../../core/model/sessionWork.ts';
import type { CheckRun } from '../../core/model/checkRun.ts';
import type { CheckRequest, CheckRunner } from '../../sessionPorts/checkRunner.ts';
import type { SessionContext } from '../../sessionPorts/sessionHandler.ts';
import type { SessionGit } from '../../sessionPorts/sessionGit.ts';

/** One verification command, compared with the code that the agent began with. */
export interface Verification extends Comparison {
  /** It was red at the base, too, whether or not that excuses it. */
  readonly redBefore: boolean;
  /** The run as it was, with the failures that the code had before. */
  readonly whole: CheckRun;
}

export interface CheckServices {
  readonly checks: CheckRunner;
  readonly git: Pick<SessionGit, 'restore'>;
}

/**
 * Runs the task's own checks on exactly what the snapshot contains, and what is red once more on what the agent began
 * with: the same named failures are not its doing. Puts back whatever the commands change.
 *
 * @param commit the snapshot
 */
export async function verifyWork(
  { checks, git }: CheckServices,
  work: Pick<AgentWork, 'verify' | 'base' | 'report'>,
  context: SessionContext,
  how: Pick<CheckRequest, 'env' | 'inside'>,
  commit: string,
): Promise<readonly Verification[]> {
  if (work.verify.length === 0) return [];
  const { place, signal } = context;
  const runs = await runAll(checks, work.verify, work, context, how, 'Verifying');
  const red = [...new Set(runs.filter(isRed).map(({ command }) => command))];
  await git.restore(place, commit);
  if (red.length === 0 || signal.aborted || commit === work.base) return runs.map((run) => verdictOn(run, undefined));
  await git.restore(place, work.base);
  const before = await runAll(checks, red, work, context, how, 'Running what failed on the code as it was before');
  await git.restore(place, commit);
  return runs.map((run) =>
    verdictOn(
      run,
      before.find(({ command }) => command === run.command),
    ),
  );
}

function verdictOn(run: CheckRun, before: CheckRun | undefined): Verification {
  if (before === undefined || !isRed(run)) return { run, passes: !isRed(run), known: 0, redBefore: false, whole: run };
  return { ...compareWithBaseline(run, before), redBefore: isRed(before), whole: run };
}

/** Runs commands one after the other in the worktree, and changes nothing there itself. */
export async function runAll(
  checks: CheckRunner,
  commands: readonly string[],
  { report }: Pick<AgentWork, 'report'>,
  { place, marker, signal, output, job, reportProgress }: SessionContext,
  how: Pick<CheckRequest, 'env' | 'inside'>,
  title: string,
): Promise<readonly CheckRun[]> {
  const runs: CheckRun[] = [];
  for (const command of commands) {
    if (signal.aborted) break;
    reportProgress(`${title}: ${command}`);
    const { minutes } = job.limits;
    const request = { ...how, name: 'verify', command, cwd: place.worktree, marker, minutes, retries: 0, report };
    runs.push(await checks.run({ ...request, signal, output }));
  }
  return runs;
}
