import { rm } from 'node:fs/promises';
import { listedAt } from './listedWorktrees.ts';
import { registerWorktree } from './registerWorktree.ts';
import { runGit } from './runGit.ts';
import { fillingSettings } from './worktreeSettings.ts';

/**
 * Makes a worktree of one commit, on no branch, for checks. What an interrupted check left at the path is removed first;
 * the path must be one that only checks use.
 *
 * @param folder absolute path of the new worktree
 * @throws GitError `disk-full` and others; nothing is left at the path then
 */
export async function checkoutDetached(repository: string, commit: string, folder: string): Promise<void> {
  await removeCheckout(repository, folder);
  try {
    await registerWorktree(repository, ['--detach', folder, commit]);
    await fillWorktree(folder);
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

/** Writes the files of the commit a worktree was registered with. Replaces whatever is there. */
export async function fillWorktree(folder: string): Promise<void> {
  await runGit(['reset', '--hard', '--quiet'], { folder, ...fillingSettings() });
}
