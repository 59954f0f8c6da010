import { rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { fillSubmodules } from './fillSubmodules.ts';
import { fillWorktree, planFilling } from './fillWorktree.ts';
import type { FillSettings } from './fillWorktree.ts';
import { readPrivateGitSource, writePrivateGit } from '../privateGit/privateGit.ts';
import { writeProvisioned } from './provisioned.ts';
import { registerWorktree } from './registerWorktree.ts';
import { readSettings } from '../place/repositorySettings.ts';
import { administrativeFolder, commonFolder } from '../place/repositoryFolders.ts';

/**
 * Makes a worktree of one commit, on no branch, for checks, with a git folder of its own. What an interrupted check left at the path is removed first;
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
  const common = await commonFolder(repository);
  await removeCheckout(repository, folder);
  try {
    await registerWorktree(repository, ['--detach', folder, commit]);
    await writeProvisioned(common, folder, []);
    const known = await readSettings(repository);
    const filling = await planFilling(repository, settings, known);
    await fillWorktree(common, folder, filling);
    const source = await readPrivateGitSource(repository, common, known);
    await writePrivateGit(source, { worktree: folder, commit, excluded: [], keys: filling.keys });
    if (settings.submodules === 'inherit') {
      await fillSubmodules({ checkout: repository, worktree: folder, gitFolder: path.join(folder, '.git'), commit });
    }
  } catch (error) {
    await removeCheckout(repository, folder);
    throw error;
  }
}

/** Removes a worktree and its registration, with everything in it. Safe to repeat. */
export async function removeCheckout(repository: string, folder: string): Promise<void> {
  // Git refuses to remove a worktree with a git folder of its own, and on Windows it follows links to folders.
  await rm(folder, { recursive: true, force: true });
  const registered = await administrativeFolder(await commonFolder(repository), folder);
  if (registered === undefined) return;
  // As git does where the files are gone: it only costs more.
  await rm(registered, { recursive: true, force: true });
  await rmdir(path.dirname(registered)).catch(() => undefined);
}
