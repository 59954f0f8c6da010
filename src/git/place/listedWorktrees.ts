import { parseWorktreeList } from '../parse/worktreeList.ts';
import type { ListedWorktree } from '../parse/worktreeList.ts';
import { samePlace } from './samePlace.ts';
import { gitText } from '../call/runGit.ts';

/** All worktrees of a repository, the main one first. */
export async function listWorktrees(repository: string): Promise<readonly ListedWorktree[]> {
  return parseWorktreeList(await gitText(['worktree', 'list', '--porcelain', '-z'], { folder: repository }));
}

/** The worktree registered at a folder, or undefined. */
export async function listedAt(repository: string, folder: string): Promise<ListedWorktree | undefined> {
  return findAt(await listWorktrees(repository), folder);
}

/** The one of several worktrees that is at a folder, whatever the spelling. */
export async function findAt(
  worktrees: readonly ListedWorktree[],
  folder: string,
): Promise<ListedWorktree | undefined> {
  for (const worktree of worktrees) {
    if (await samePlace(worktree.path, folder)) return worktree;
  }
  return undefined;
}
