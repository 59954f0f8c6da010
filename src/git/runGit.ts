import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterRunTime } from '../clock/runTime.ts';
import { errorCode } from '../util/errors.ts';
import { GitError, explanation, reasonOf } from './gitError.ts';
import { watchWaiting } from './waiting.ts';
import type { WaitWatch } from './waiting.ts';

/** One call of git. */
export interface GitCall {
  /** Folder git works in. It need not be trusted: programs are never looked up in it. */
  readonly folder: string;
  /** Further settings for this call, as `name=value`. */
  readonly config?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Written to git's standard input, which is empty otherwise. */
  readonly input?: string | Uint8Array;
  /** Lets the repository's hooks run. Default: they do not. */
  readonly hooks?: boolean;
  /** Exit codes that are answers and not failures. Default: only 0. */
  readonly accept?: readonly number[];
  /** Milliseconds after which git is ended. Default: ten minutes. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
  /** Called with what git prints on its error stream, progress included, as it arrives. */
  readonly heard?: (chunk: Uint8Array) => void;
  /**
   * Called with what git waits for (ssh, a hook, a filter, a credential helper) when that has not changed for some seconds.
   * A git that is ended says it in its error, too.
   */
  readonly waiting?: (what: string) => void;
}

export interface GitOutput {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/**
 * Settings that make a call mean the same on every machine, and that keep it from starting unrequested programs:
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

/** Commands that start other programs, which may hang: transports, hooks, filters, whatever signs. */
const startsOthers = new Set(['push', 'fetch', 'ls-remote', 'hook', 'commit-tree', 'reset', 'submodule']);

const defaultTimeout = 10 * 60_000;
const killDelay = 2_000;
/** Looks at whether something is left of an ended git, and milliseconds between two of them. */
const goneLooks = 100;
const goneMs = 50;
/** Milliseconds between two looks at what git waits for. */
const lookMs = 5_000;
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
  const watch = startsOthers.has(name) ? watchWaiting() : undefined;
  const end = await waitForEnd(startGit(args, { ...call, env: { ...call.env, ...watch?.env } }), call, watch)
    .catch((error: unknown) => {
      throw startFailure(error);
    })
    .finally(() => watch?.close());
  const stderr = end.stderr.toString('utf8');
  const waited = end.waitedFor === undefined ? '' : ` It was waiting for: ${end.waitedFor}.`;
  if (end.cut === 'timeout')
    throw new GitError('timeout', `git ${name} in ${call.folder} took too long and was ended.${waited}`, stderr);
  if (end.cut === 'cancelled') throw new GitError('cancelled', `git ${name} was ended.${waited}`, stderr);
  if ((call.accept ?? [0]).includes(end.exitCode)) return { exitCode: end.exitCode, stdout: end.stdout, stderr };
  if (/^fatal: cannot change to '.*': No such file or directory/m.test(stderr)) {
    throw new GitError(
      'failed',
      `There is no folder ${call.folder} any more, so git ${name} could not run. If the repository was moved or renamed, go on from its new place, where its runs are found; if not, put it back.`,
      stderr,
    );
  }
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

/**
 * Like gitText, for output with the content of files, which may be in any encoding: what is not UTF-8 becomes U+FFFD.
 *
 * @throws GitError as runGit does
 */
export async function gitContent(args: readonly string[], call: GitCall): Promise<string> {
  return (await runGit(args, call)).stdout.toString('utf8');
}

/** Like gitText, without the newline at the end. For commands that answer with one line. */
export async function gitLine(args: readonly string[], call: GitCall): Promise<string> {
  return (await gitText(args, call)).replace(/\r?\n$/, '');
}

function startGit(args: readonly string[], call: GitCall): ChildProcess {
  const config = [...settings, ...(call.hooks ? [] : ['core.hooksPath=/dev/null']), ...(call.config ?? [])];
  return spawn('git', ['-C', call.folder, ...config.flatMap((setting) => ['-c', setting]), ...args], {
    // Windows looks for programs in the working folder first, and a worktree may contain a git.exe of an agent.
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
  /** Name of what it was waiting for then, for people. */
  readonly waitedFor?: string | undefined;
}

async function waitForEnd(
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
  const onAbort = (): void => end('cancelled');
  signal?.addEventListener('abort', onAbort);
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
    signal?.removeEventListener('abort', onAbort);
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

function environment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] => !/^GIT_/i.test(entry[0]) || inherited.test(entry[0].toUpperCase()),
  );
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    LANGUAGE: 'C',
    GIT_TERMINAL_PROMPT: '0',
    // A git that only reads may have to fetch what a partial clone lacks. Set and empty, it opens no window either.
    GIT_ASKPASS: process.env['GIT_ASKPASS'] ?? '',
    GCM_INTERACTIVE: process.env['GCM_INTERACTIVE'] ?? 'never',
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
  if (errorCode(error) === 'ENOENT') {
    return new GitError('missing', 'git was not found on PATH. Install git 2.38 or newer and start again.', '', {
      cause: error,
    });
  }
  return new GitError('failed', `git could not be started: ${String(error)}`, '', { cause: error });
}
