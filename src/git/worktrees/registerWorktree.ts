import { setTimeout as delay } from 'node:timers/promises';
import { GitError } from '../call/gitError.ts';
import { runGit } from '../call/runGit.ts';

/** Milliseconds before each further try. Other git processes hold their locks for some milliseconds. */
const pauses = [20, 60, 180, 500];

/** Work under way by repository folder. */
const queues = new Map<string, Promise<unknown>>();

/**
 * Adds a worktree without files. Git's registry of worktrees is not safe against concurrent changes (`failed to read
 * .git/worktrees/…/commondir`), so calls of this process wait for each other, and one that meets the change of another
 * process is tried again.
 *
 * @param args what follows `git worktree add --no-checkout`: a folder and an existing branch, or `--detach`, a folder and a
 *   commit. Not `-b`: a try that fails half-way would leave its branch in the way of the next
 * @throws GitError when it fails for another reason, or still after some tries
 */
export async function registerWorktree(repository: string, args: readonly string[]): Promise<void> {
  const before = queues.get(repository) ?? Promise.resolve();
  const mine = before.then(() => addWithPatience(repository, args));
  const settled = mine.catch(() => undefined);
  queues.set(repository, settled);
  try {
    await mine;
  } finally {
    if (queues.get(repository) === settled) queues.delete(repository);
  }
}

async function addWithPatience(repository: string, args: readonly string[]): Promise<void> {
  for (const pause of pauses) {
    try {
      return await add(repository, args);
    } catch (error) {
      if (!(error instanceof GitError) || error.reason !== 'locked') throw error;
      await delay(pause);
    }
  }
  await add(repository, args);
}

async function add(repository: string, args: readonly string[]): Promise<void> {
  await runGit(['worktree', 'add', '--no-checkout', ...args], {
    folder: repository,
    config: ['worktree.guessRemote=false', 'branch.autoSetupMerge=false'],
  });
}
