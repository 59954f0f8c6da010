import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterRunTime } from '../../clock/runTime.ts';
import type { WaitWatch } from './waiting.ts';
import { gitEnvironment } from './gitEnvironment.ts';
import type { GitCall } from './gitCall.ts';
import { onAbort } from '../../util/onAbort.ts';

/**
 * Settings that make a call mean the same on every machine, and that keep it from starting unrequested programs:
 * hooks, file system monitors and background housekeeping. A call on the person's checkout may ask for its monitor.
 */
const settings = [
  'core.quotePath=false',
  'core.fsmonitor=false',
  'core.splitIndex=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'i18n.commitEncoding=UTF-8',
  'i18n.logOutputEncoding=UTF-8',
  'advice.addEmbeddedRepo=false',
  'merge.renames=false',
  'diff.renames=false',
];

const defaultTimeout = 10 * 60_000;
const killDelay = 2_000;
/** Looks at whether something is left of an ended git, and milliseconds between two of them. */
const goneLooks = 100;
const goneMs = 50;
/** Milliseconds between two looks at what git waits for. */
const lookMs = 5_000;
/** Starts git without a shell, in a group of its own. Its output is for waitForEnd to read. */
export function startGit(args: readonly string[], call: GitCall): ChildProcess {
  const config = [...settings, ...(call.hooks ? [] : ['core.hooksPath=/dev/null']), ...(call.config ?? [])];
  return spawn('git', ['-C', call.folder, ...config.flatMap((setting) => ['-c', setting]), ...args], {
    // Windows looks for programs in the working folder first, and a worktree may contain a git.exe of an agent.
    cwd: path.dirname(process.execPath),
    env: { ...gitEnvironment(), ...call.env },
    stdio: [call.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    windowsHide: true,
    // A group of its own, so that what git starts (ssh, hooks, aliases) can be ended with it.
    detached: process.platform !== 'win32',
  });
}

interface ProcessEnd {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** Why it was ended, if it did not end by itself. */
  readonly cut?: 'timeout' | 'cancelled';
  /** Name of what it was waiting for then, for people. */
  readonly waitedFor?: string | undefined;
}

/** Waits for the end of a git, and ends it when its time is over or its signal fires. @throws Error when it cannot be started */
export async function waitForEnd(
  child: ChildProcess,
  { input, signal, timeout = defaultTimeout, heard, waiting }: GitCall,
  watch: WaitWatch | undefined,
): Promise<ProcessEnd> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout?.on('data', (bytes: Buffer) => stdout.push(bytes));
  child.stderr?.on('data', (bytes: Buffer) => {
    stderr.push(bytes);
    heard?.(bytes);
  });
  // A git that ends before it has read everything breaks the pipe; its exit code tells why.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(input);

  let cut: ProcessEnd['cut'];
  let waitedFor: string | undefined;
  let killer: NodeJS.Timeout | undefined;
  const end = (why: 'timeout' | 'cancelled'): void => {
    if (cut !== undefined) return;
    cut = why;
    waitedFor = watch?.now();
    endGroup(child, 'SIGTERM');
    killer = setTimeout(() => {
      endGroup(child, 'SIGKILL');
      // Whatever survives that may keep the pipes open; its output is not waited for.
      child.stdout?.destroy();
      child.stderr?.destroy();
    }, killDelay);
  };
  const cancelTimer = afterRunTime(timeout, () => end('timeout'));
  const forget = signal && onAbort(signal, () => end('cancelled'));
  const endTelling = waiting && watch ? tellWaiting(watch, waiting) : undefined;
  const endDraining = leaveHeldPipes(child);
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve(code ?? -1));
    });
    const output = { exitCode, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) };
    if (cut === undefined) return output;
    await groupGone(child);
    return { ...output, cut, waitedFor };
  } finally {
    cancelTimer();
    endTelling?.();
    endDraining();
    clearTimeout(killer);
    forget?.();
  }
}

/** Says what git waits for, once it has waited for the same thing through a whole look. */
function tellWaiting(watch: WaitWatch, tell: (what: string) => void): () => void {
  let last: string | undefined;
  let told: string | undefined;
  const timer = setInterval(() => {
    const now = watch.now();
    if (now !== undefined && now === last && now !== told) tell(now);
    if (now !== undefined && now === last) told = now;
    last = now;
  }, lookMs);
  return () => clearInterval(timer);
}

/** A program that git leaves behind, such as an ssh that keeps its connection open, may hold the pipes of a git that has ended. */
function leaveHeldPipes(child: ChildProcess): () => void {
  let timer: NodeJS.Timeout | undefined;
  const restart = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      child.stdout?.destroy();
      child.stderr?.destroy();
    }, killDelay);
  };
  child.once('exit', () => {
    restart();
    child.stdout?.on('data', restart);
    child.stderr?.on('data', restart);
  });
  return () => clearTimeout(timer);
}

/** Waits until nothing is left of what git has started, which may take the system a moment to put away. */
async function groupGone({ pid }: ChildProcess): Promise<void> {
  if (process.platform === 'win32' || pid === undefined) return;
  for (let looks = 0; looks < goneLooks; looks += 1) {
    try {
      process.kill(-pid, looks === 0 ? 'SIGKILL' : 0);
    } catch {
      return;
    }
    await delay(goneMs);
  }
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    // Ends what git has started, too: there are no groups to signal.
    const taskkill = path.join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'taskkill.exe');
    spawn(taskkill, ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true }).on('error', () => {
      child.kill(signal);
    });
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // All of it has ended already.
  }
}
