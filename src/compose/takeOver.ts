import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { driverOf } from '../drivers/drivers.ts';
import { resolveLaunch } from '../processes/launch.ts';
import type { LocalJob, ResultRecord, TakenOverRecord } from '../protocol/sessionFiles.ts';

/** Whether the agent of a session has an interface of its own that a person can work in. */
export function hasInterface({ job: { work } }: LocalJob): boolean {
  return work.kind === 'agent' && driverOf(work.profile.driver).cli !== undefined;
}

/** How a person goes on with the conversation of a session that has ended; undefined where the agent knows no such thing. */
export function afterEnd({ job, worktree }: LocalJob, record: ResultRecord | undefined): TakenOverRecord | undefined {
  const conversation = record?.result.conversation;
  if (job.work.kind !== 'agent' || conversation === undefined) return undefined;
  const { profile } = job.work;
  const argv = driverOf(profile.driver).cli?.takeOver(profile, worktree, conversation);
  return argv && { argv, cwd: worktree, env: {} };
}

/**
 * Opens the interface in this terminal and waits for its end.
 *
 * @throws ProgramError when there is no such program, or the worktree has gone
 */
export async function openInterface({ argv, cwd, env: added }: TakenOverRecord): Promise<void> {
  const own = Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const env = { ...(Object.fromEntries(own) as Record<string, string>), ...added };
  // The agent is no VS Code, whatever this terminal's program is.
  delete env['ELECTRON_RUN_AS_NODE'];
  const { file, args, verbatim } = await resolveLaunch(argv, cwd, env);
  const child = spawn(file, args, { cwd, env, stdio: 'inherit', windowsVerbatimArguments: verbatim });
  await once(child, 'close');
}
