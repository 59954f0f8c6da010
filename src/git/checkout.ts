import { rm } from 'node:fs/promises';
import { fillWorktree, planFilling } from './fillWorktree.ts';
import type { FillSettings } from './fillWorktree.ts';
import { listedAt } from './listedWorktrees.ts';
import { registerWorktree } from './registerWorktree.ts';
import { commonFolder } from './repositoryFolders.ts';
import { runGit } from './runGit.ts';

/**
 * Makes a worktree of one commit, on no branch, for checks. What an interrupted check left at the path is removed first;
 * the path must be one that only checks use.
 *
 * @param folder absolute path of the new worktree
 * @param settings how its files are written
 * @throws GitError `disk-full` and others; nothing is left at the path then
 */
export async function checkoutDetached(
  repository: string,
  commit: string,
  folder: string,
  settings: FillSettings = {},
): Promise<void> {
  await removeCheckout(repository, folder);
  try {
    await registerWorktree(repository, ['--detach', folder, commit]);
    await fillWorktree(await commonFolder(repository), folder, await planFilling(repository, settings));
  } catch (error) {
    await removeCheckout(repository, folder);
    throw error;
  }
}

/** Removes a worktree and its registration, with everything in it. Safe to repeat. */
export async function removeCheckout(repository: string, folder: string): Promise<void> {
  // Windows: git would follow the links to folders that were put into a worktree; rm removes the links.
  if (process.platform === 'win32') await rm(folder, { recursive: true, force: true });
  if ((await listedAt(repository, folder)) !== undefined) {
    await runGit(['worktree', 'remove', '--force', '--force', folder], { folder: repository });
  }
  await rm(folder, { recursive: true, force: true });
}
