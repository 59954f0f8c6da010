import { spawn } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import path from 'node:path';
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

/** Variables of the person that say how to reach a remote and who they are. Every other GIT_ variable is left out. */
const inherited =
  /^GIT_(SSH|SSH_COMMAND|SSH_VARIANT|ASKPASS|EXEC_PATH|CONFIG_GLOBAL|CONFIG_SYSTEM|CONFIG_NOSYSTEM|SSL_.*|HTTP_.*|PROXY_.*|(AUTHOR|COMMITTER)_(NAME|EMAIL)|CEILING_DIRECTORIES)$/;

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
  if (call.signal?.aborted) throw new GitError('cancelled', `git ${args[0] ?? ''} was cancelled before it started.`);
  const config = [...settings, ...(call.hooks ? [] : ['core.hooksPath=/dev/null']), ...(call.config ?? [])].flatMap(
    (setting) => ['-c', setting],
  );
  const child = spawn('git', ['-C', call.folder, ...config, ...args], {
    // Windows looks for programs in the working folder first, and a worktree may hold a git.exe of an agent.
    cwd: path.dirname(process.execPath),
    env: { ...environment(), ...call.env },
    stdio: [call.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout?.on('data', (bytes: Buffer) => stdout.push(bytes));
  child.stderr?.on('data', (bytes: Buffer) => stderr.push(bytes));
  // A git that ends before it has read everything breaks the pipe; its exit code tells why.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(call.input);

  let ended: 'timeout' | 'cancelled' | undefined;
  let killer: NodeJS.Timeout | undefined;
  const end = (why: 'timeout' | 'cancelled'): void => {
    ended ??= why;
    child.kill('SIGTERM');
    killer = setTimeout(() => child.kill('SIGKILL'), patience);
  };
  const timeout = call.timeout ?? defaultTimeout;
  const timer = setTimeout(() => end('timeout'), timeout);
  const onAbort = (): void => end('cancelled');
  call.signal?.addEventListener('abort', onAbort);
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve(code ?? -1));
    });
    const text = Buffer.concat(stderr).toString('utf8');
    if (ended === 'timeout') throw new GitError('timeout', `git ${args[0]} took longer than ${timeout} ms.`, text);
    if (ended === 'cancelled') throw new GitError('cancelled', `git ${args[0]} was cancelled.`, text);
    if (!(call.accept ?? [0]).includes(exitCode)) {
      const why = explanation(text) || `exit code ${exitCode}`;
      const reason = (await isOutOfSpace(text, call.folder)) ? 'disk-full' : reasonOf(text);
      throw new GitError(reason, `git ${args[0]} failed in ${call.folder}: ${why}`, text);
    }
    return { exitCode, stdout: Buffer.concat(stdout), stderr: text };
  } catch (error) {
    if (error instanceof GitError) throw error;
    throw startFailure(error);
  } finally {
    clearTimeout(timer);
    clearTimeout(killer);
    call.signal?.removeEventListener('abort', onAbort);
  }
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
