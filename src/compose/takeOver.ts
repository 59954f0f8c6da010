import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { driverOf } from '../drivers/drivers.ts';
import { resolveLaunch } from '../processes/launch.ts';
import type { LocalJob, ResultRecord } from '../protocol/sessionFiles.ts';

/** A command line that opens an agent's own interface. */
export type TakeOver = readonly [string, ...string[]];

/** How a person goes on with the conversation of a session that has ended; undefined where the agent knows no such thing. */
export function takeOverOf({ job, worktree }: LocalJob, record: ResultRecord | undefined): TakeOver | undefined {
  const conversation = record?.result.conversation;
  if (job.work.kind !== 'agent' || conversation === undefined) return undefined;
  const { profile } = job.work;
  return driverOf(profile.driver).cli?.takeOver(profile, worktree, conversation);
}

/**
 * Opens the interface in this terminal and waits for its end.
 *
 * @throws ProgramError when there is no such program, or the worktree has gone
 */
export async function openTakeOver(argv: TakeOver, worktree: string): Promise<void> {
  const own = Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const env = Object.fromEntries(own) as Record<string, string>;
  // The agent is no VS Code, whatever this terminal's program is.
  delete env['ELECTRON_RUN_AS_NODE'];
  const { file, args, verbatim } = await resolveLaunch(argv, worktree, env);
  const child = spawn(file, args, { cwd: worktree, env, stdio: 'inherit', windowsVerbatimArguments: verbatim });
  await once(child, 'close');
}
