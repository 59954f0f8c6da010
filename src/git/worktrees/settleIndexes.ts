import { setTimeout as delay } from 'node:timers/promises';
import { inParallel } from '../inParallel.ts';
import { runGit } from '../runGit.ts';
import { worktreeCall } from '../worktreeCall.ts';
import { fillingSettings, readFilling } from '../worktreeSettings.ts';

/** Git compares times in seconds on many systems. */
const wholeSecond = 1_000;

/**
 * Looks at the files of worktrees once more, a second after they were written, and notes that in the indexes that the repository
 * keeps for them. Git reads every file again that was written in the same second as its index; after this it compares sizes and
 * times only, which makes the look at the use of a launch gate a short one.
 *
 * @param common the repository's shared git folder
 * @throws GitError when git cannot look at a worktree
 */
export async function settleIndexes(common: string, folders: readonly string[], together: number): Promise<void> {
  await delay(wholeSecond);
  await inParallel(folders, together, async (folder) => {
    const { config, env } = fillingSettings(await readFilling(common, folder));
    const call = await worktreeCall(common, folder);
    await runGit(['update-index', '-q', '--refresh'], {
      ...call,
      config,
      env: { ...env, ...call.env },
      accept: [0, 1],
    });
  });
}
