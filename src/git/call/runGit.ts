import { statfs } from 'node:fs/promises';
import { errorCode } from '../../util/errors.ts';
import { GitError, explanation, reasonOf } from './gitError.ts';
import { watchWaiting } from './waiting.ts';
import type { GitCall } from './gitCall.ts';
import { startGit, waitForEnd } from './gitProcess.ts';

export interface GitOutput {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Commands that start other programs, which may hang: transports, hooks, filters, whatever signs. */
const startsOthers = new Set(['push', 'fetch', 'ls-remote', 'hook', 'commit-tree', 'reset', 'submodule']);

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

/**
 * Like gitText, for lists of all files there are: a name that is not UTF-8 gets U+FFFD in it, so that it equals none that a plan
 * or an agent could mean, and keeps nobody from working on the others.
 *
 * @throws GitError as runGit does
 */
export const gitNames = gitContent;

/** Like gitText, without the newline at the end. For commands that answer with one line. */
export async function gitLine(args: readonly string[], call: GitCall): Promise<string> {
  return (await gitText(args, call)).replace(/\r?\n$/, '');
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
