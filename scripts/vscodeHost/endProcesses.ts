import type { ChildProcess } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode } from '../../src/util/errors.ts';
import { runProgram } from '../processes.ts';

/** How long a program may take to end by itself, in milliseconds, before it is killed. */
const patience = 3000;

/**
 * Ends a child and everything it started that is still in its process group; resolves when the child is gone.
 * The child must have been spawned with `detached: true`, which makes it the leader of that group.
 */
export async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const running = child.exitCode === null && child.signalCode === null;
  await signalGroup(child.pid, 'SIGTERM');
  if (running) await Promise.race([ended, delay(patience, undefined, { ref: false })]);
  await signalGroup(child.pid, 'SIGKILL');
  if (running) await ended;
}

/** Kills a child and its process group when this process exits before the child does. */
export function endWithThisProcess(child: ChildProcess): void {
  const kill = (): void => {
    if (child.pid !== undefined) signalIfThere(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
  };
  process.once('exit', kill);
  child.once('close', () => process.removeListener('exit', kill));
}

async function signalGroup(pid: number, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (process.platform === 'win32') {
    if (signal === 'SIGKILL') await runProgram('taskkill', ['/pid', String(pid), '/t', '/f']);
    return;
  }
  signalIfThere(-pid, signal);
}

/**
 * Kills every process that carries `name=value` in its environment, wherever it has put itself: session hosts and
 * agents leave the process group on purpose, so that they outlive the editor. Does nothing where the system does not
 * show environments as files (anything but Linux).
 */
export async function endMarked(name: string, value: string): Promise<void> {
  const entry = `${name}=${value}`;
  const pids = (await readdir('/proc').catch(() => [])).filter((folder) => /^\d+$/.test(folder)).map(Number);
  for (const pid of pids) {
    if (pid === process.pid) continue;
    const environment = await readFile(path.join('/proc', String(pid), 'environ'), 'utf8').catch(() => '');
    if (environment.split('\0').includes(entry)) signalIfThere(pid, 'SIGKILL');
  }
}

function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'ESRCH') throw error;
  }
}
