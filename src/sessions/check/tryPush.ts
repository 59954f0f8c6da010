import path from 'node:path';
import type { CheckWork } from '../../core/model/sessionWork.ts';
import type { CheckRun } from '../../core/model/checkRun.ts';
import type { PushTrial } from '../../core/model/repository.ts';
import { isRed } from '../../core/checks/isRed.ts';
import type { CheckRunner } from '../../sessionPorts/checkRunner.ts';
import type { SessionContext } from '../../sessionPorts/sessionHandler.ts';

/** Variables that keep a hook from sending anything, and from asking where nobody sees it. */
const quiet = { GIT_LFS_SKIP_PUSH: '1', GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: '', SSH_ASKPASS_REQUIRE: 'never' };

/** Longest part of what a hook prints that is told. */
const toldLength = 1_000;

/**
 * Asks the pre-push hook of the repository about the commit that is checked out, as git would if it were pushed as a new
 * branch. It runs like a check, because it runs what agents have written. Nothing is pushed.
 *
 * @returns undefined where there is no hook to ask, or the session is to end
 */
export async function tryPush(
  runner: CheckRunner,
  { push, commit, minutes }: CheckWork,
  { place, environment, marker, signal, output, reportProgress }: SessionContext,
): Promise<PushTrial | undefined> {
  if (push === undefined || signal.aborted) return undefined;
  const { hook, remote, address, branch } = push;
  if (process.platform === 'win32') return { hook, commit, refused: onWindows };
  reportProgress(`Asking the hook ${hook}`);
  const ref = `refs/heads/${branch}`;
  const run = await runner.run({
    name: 'pre-push',
    command: hook,
    argv: [path.resolve(place.repository, hook), remote, address],
    input: `${ref} ${commit} ${ref} ${'0'.repeat(commit.length)}\n`,
    cwd: place.worktree,
    env: { ...environment, ...quiet },
    marker,
    minutes,
    retries: 0,
    signal,
    output,
  });
  if (signal.aborted) return undefined;
  return { hook, commit, ...(isRed(run) && { refused: wordsOf(run, minutes) }) };
}

const onWindows = 'it could not be asked, because only git starts hooks on Windows';

function wordsOf({ tail, exitCode, timedOut }: CheckRun, minutes: number): string {
  const said = tail.trim().slice(-toldLength);
  const ended = timedOut ? `it did not end within ${minutes} min` : `exit code ${exitCode ?? 'none'}`;
  return said === '' ? ended : timedOut ? `${ended}. ${said}` : said;
}
