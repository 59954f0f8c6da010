import { setTimeout as delay } from 'node:timers/promises';
import { inParallel } from '../call/inParallel.ts';
import { runGit } from '../call/runGit.ts';
import { worktreeCall } from '../place/worktreeCall.ts';
import { fillingSettings, readFilling } from '../files/worktreeSettings.ts';

/**
 * Settings with which git notes which folders contain nothing untracked, and believes it while the system has seen no change of
 * a folder: that time nobody can set back.
 */
export const rememberingFolders = [
  'core.untrackedCache=true',
  'core.trustctime=true',
  'core.checkStat=default',
] as const;

/** Git compares times in seconds on many systems. */
const wholeSecond = 1_000;

/**
 * Looks at the files of worktrees once more, a second after they were written, and notes that in the indexes that the repository
 * keeps for them. Git reads every file again that was written in the same second as its index; after this it compares sizes and
 * times only, and reads no folder again in which nothing was made or removed, which makes the look at the use of a launch gate a
 * short one.
 *
 * @param common the repository's shared git folder
 * @throws GitError when git cannot look at a worktree
 */
export async function settleIndexes(common: string, folders: readonly string[], together: number): Promise<void> {
  await delay(wholeSecond);
  await inParallel(folders, together, async (folder) => {
    const { config, env } = fillingSettings(await readFilling(common, folder));
    const call = await worktreeCall(common, folder);
    await runGit(['status', '--porcelain', '-z', '--untracked-files=normal', '--no-renames'], {
      ...call,
      config: [...config, ...rememberingFolders],
      env: { ...env, ...call.env, GIT_OPTIONAL_LOCKS: '1' },
    });
  });
}
