import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { afterRunTime } from '../clock/runTime.ts';
import { GitError, explanation, reasonOf } from './gitError.ts';

/** One call of git. */
export interface GitCall {
  /** Folder git works in. It need not be trusted: programs are never looked up in it. */
  readonly folder: string;
  /** Further settings for this call, as `name=value`. */
  readonly config?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Written to git's standard input, which is empty otherwise. */
  readonly input?: string;
  /** Lets the repository's hooks run. Default: they do not. */
  readonly hooks?: boolean;
  /** Exit codes that are answers and not failures. Default: only 0. */
  readonly accept?: readonly number[];
  /** Milliseconds after which git is ended. Default: ten minutes. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

export interface GitOutput {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/**
 * Settings that make a call mean the same on every machine, and that keep it from starting programs nobody asked for:
 * hooks, file system monitors and background housekeeping.
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

/**
 * Variables of the person that say how to reach a remote, who they are, and how files are converted: those of Git LFS and of
 * attributes. Every other GIT_ variable is left out; filters see all that are not named so.
 */
const inherited =
  /^GIT_(SSH|SSH_COMMAND|SSH_VARIANT|ASKPASS|EXEC_PATH|CONFIG_GLOBAL|CONFIG_SYSTEM|CONFIG_NOSYSTEM|SSL_.*|HTTP_.*|PROXY_.*|(AUTHOR|COMMITTER)_(NAME|EMAIL)|CEILING_DIRECTORIES|LFS_.*|ATTR_(NOSYSTEM|SYSTEM|GLOBAL))$/;

const defaultTimeout = 10 * 60_000;
const patience = 2_000;
/** Bytes. A failed checkout gives some space back, so a full disk is not quite full when it is looked at. */
const littleSpace = 32 * 1024 * 1024;

/**
 * Runs git without a shell and waits for its end. A call that takes longer than its timeout, or whose signal fires, is
 * asked to end so that git removes its lock files, and is killed if it does not.
 *
 * @param args arguments after `git`, such as `['rev-parse', 'HEAD']`
 * @throws GitError with git's own explanation for an exit code that `accept` does not list
 */
export async function runGit(args: readonly string[], call: GitCall): Promise<GitOutput> {
  const [name = ''] = args;
  if (call.signal?.aborted) throw new GitError('cancelled', `git ${name} was cancelled before it started.`);
  const end = await waitForEnd(startGit(args, call), call).catch((error: unknown) => {
    throw startFailure(error);
  });
  const stderr = end.stderr.toString('utf8');
  if (end.cut === 'timeout') throw new GitError('timeout', `git ${name} in ${call.folder} took too long.`, stderr);
  if (end.cut === 'cancelled') throw new GitError('cancelled', `git ${name} was cancelled.`, stderr);
  if ((call.accept ?? [0]).includes(end.exitCode)) return { exitCode: end.exitCode, stdout: end.stdout, stderr };
  const why = explanation(stderr) || `exit code ${end.exitCode}`;
  const reason = (await isOutOfSpace(stderr, call.folder)) ? 'disk-full' : reasonOf(stderr);
  throw new GitError(reason, `git ${name} failed in ${call.folder}: ${why}`, stderr);
}

/**
 * Runs git and gives what it printed, which must be UTF-8: a path in another encoding could not be compared with a plan.
 *
 * @throws GitError as runGit does, and for output that is not UTF-8
 */
export async function gitText(args: readonly string[], call: GitCall): Promise<string> {
  const { stdout } = await runGit(args, call);
  const text = stdout.toString('utf8');
  if (text.includes('\uFFFD') && !Buffer.from(text, 'utf8').equals(stdout)) {
    throw new GitError(
      'failed',
      `git ${args[0]} in ${call.folder} names a file whose name is not UTF-8. Rename the file: ${JSON.stringify(text.slice(0, 200))}`,
    );
  }
  return text;
}

/** Like gitText, without the newline at the end. For commands that answer with one line. */
export async function gitLine(args: readonly string[], call: GitCall): Promise<string> {
  return (await gitText(args, call)).replace(/\r?\n$/, '');
}

function startGit(args: readonly string[], call: GitCall): ChildProcess {
  const config = [...settings, ...(call.hooks ? [] : ['core.hooksPath=/dev/null']), ...(call.config ?? [])];
  return spawn('git', ['-C', call.folder, ...config.flatMap((setting) => ['-c', setting]), ...args], {
    // Windows looks for programs in the working folder first, and a worktree may hold a git.exe of an agent.
    cwd: path.dirname(process.execPath),
    env: { ...environment(), ...call.env },
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
}

async function waitForEnd(
  child: ChildProcess,
  { input, signal, timeout = defaultTimeout }: GitCall,
): Promise<ProcessEnd> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout?.on('data', (bytes: Buffer) => stdout.push(bytes));
  child.stderr?.on('data', (bytes: Buffer) => stderr.push(bytes));
  // A git that ends before it has read everything breaks the pipe; its exit code tells why.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(input);

  let cut: ProcessEnd['cut'];
  let killer: NodeJS.Timeout | undefined;
  const end = (why: 'timeout' | 'cancelled'): void => {
    if (cut !== undefined) return;
    cut = why;
    endGroup(child, 'SIGTERM');
    killer = setTimeout(() => {
      endGroup(child, 'SIGKILL');
      // Whatever survives that may hold the pipes open; its output is not waited for.
      child.stdout?.destroy();
      child.stderr?.destroy();
    }, patience);
  };
  const cancelTimer = afterRunTime(timeout, () => end('timeout'));
  const onAbort = (): void => end('cancelled');
  signal?.addEventListener('abort', onAbort);
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve(code ?? -1));
    });
    const output = { exitCode, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) };
    return cut === undefined ? output : { ...output, cut };
  } finally {
    cancelTimer();
    clearTimeout(killer);
    signal?.removeEventListener('abort', onAbort);
  }
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (process.platform === 'win32' || child.pid === undefined) return void child.kill(signal);
  try {
    process.kill(-child.pid, signal);
  } catch {
    // All of it has ended already.
  }
}

function environment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] => !/^GIT_/i.test(entry[0]) || inherited.test(entry[0].toUpperCase()),
  );
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    LANGUAGE: 'C',
    GIT_TERMINAL_PROMPT: '0',
    // Looking must not write: git status would otherwise refresh the person's index.
    GIT_OPTIONAL_LOCKS: '0',
    // Objects are what their names say, whatever refs/replace holds.
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_LITERAL_PATHSPECS: '1',
  };
}

/**
 * Whether a file could not be written because the disk is full. When git checks files out it does not say why it could
 * not write one, so the disk is asked.
 */
async function isOutOfSpace(stderr: string, folder: string): Promise<boolean> {
  if (!/unable to (write|create) file|write (error|failure)/i.test(stderr)) return false;
  const disk = await statfs(folder).catch(() => undefined);
  return disk !== undefined && disk.bavail * disk.bsize < littleSpace;
}

function startFailure(error: unknown): GitError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') {
    return new GitError('missing', 'git was not found on PATH. Install git 2.38 or newer and start again.', '', {
      cause: error,
    });
  }
  return new GitError('failed', `git could not be started: ${String(error)}`, '', { cause: error });
}
