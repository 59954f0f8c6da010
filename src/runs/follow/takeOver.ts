import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { driverOf } from '../../drivers/drivers.ts';
import { resolveLaunch } from '../../processes/launch.ts';
import type { LocalJob, ResultRecord, TakenOverRecord } from '../../protocol/sessionFiles.ts';

/** Whether the agent of a session has an interface of its own that a person can work in. */
export function hasInterface({ job: { work }, remote }: LocalJob): boolean {
  return remote !== true && work.kind === 'agent' && driverOf(work.profile.driver).cli !== undefined;
}

/** Ways for a person to continue the conversation of an ended session; undefined where the agent offers none. */
export function afterEnd(
  { job, worktree, remote }: LocalJob,
  record: ResultRecord | undefined,
): TakenOverRecord | undefined {
  const conversation = record?.result.conversation;
  if (remote === true || job.work.kind !== 'agent' || conversation === undefined) return undefined;
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
  const settings = await stty('-g');
  const child = spawn(file, args, { cwd, env, stdio: 'inherit', windowsVerbatimArguments: verbatim });
  await once(child, 'close');
  if (settings !== undefined) await stty(settings);
  if (process.stdout.isTTY) process.stdout.write(asBefore);
}

/**
 * Sequences that restore the terminal after an interface was ended: the alternate screen, the mouse, pasted text, keys,
 * the cursor, and whatever was drawn below it.
 */
const asBefore =
  '\u001b[?1049l\u001b[?1000l\u001b[?1002l\u001b[?1003l\u001b[?1006l\u001b[?2004l\u001b[<u\u001b[?25h\u001b[0m\u001b[J';

/**
 * Reads or sets how the terminal treats lines, which an interface that was ended has not put back either: without it, each
 * line would begin where the one before ended.
 *
 * @returns undefined where there is no such terminal: on Windows each program sets its own
 */
async function stty(argument: string): Promise<string | undefined> {
  if (!process.stdin.isTTY || process.platform === 'win32') return undefined;
  const child = spawn('stty', [argument], { stdio: ['inherit', 'pipe', 'ignore'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [exitCode] = (await once(child, 'close').catch(() => [undefined])) as readonly (number | null | undefined)[];
  return exitCode === 0 ? said.trim() : undefined;
}
