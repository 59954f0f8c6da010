import { stat } from 'node:fs/promises';
import path from 'node:path';
import { everyWorktree } from './repositoryFolders.ts';
import { runGit } from './runGit.ts';

/**
 * Makes the worktrees of a repository that was moved lead to where it is now. Worktrees that are gone stay as they are, and
 * what cannot be put right is found by the worktree gate.
 *
 * @param common the shared git folder
 */
export async function repairWorktrees(common: string): Promise<void> {
  const there = await Promise.all(
    everyWorktree(common)
      .slice(1)
      .map(async ({ worktree }) => ((await isFile(path.join(worktree, '.git'))) ? worktree : undefined)),
  );
  const folders = there.filter((folder) => folder !== undefined);
  if (folders.length === 0) return;
  await runGit(['worktree', 'repair', ...folders], { folder: common, accept: [0, 1, 128] });
}

async function isFile(place: string): Promise<boolean> {
  return (await stat(place).catch(() => undefined))?.isFile() ?? false;
}
