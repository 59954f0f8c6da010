import { parseWorktreeList } from '../parse/worktreeList.ts';
import type { ListedWorktree } from '../parse/worktreeList.ts';
import { samePlace } from './samePlace.ts';
import { GitError } from '../call/gitError.ts';
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

/** @throws GitError when a branch is checked out somewhere: the files there would seem changed as soon as it moves */
export async function requireFree(repository: string, branch: string): Promise<void> {
  const used = (await listWorktrees(repository)).find((worktree) => worktree.branch === branch);
  if (used === undefined) return;
  throw new GitError(
    'failed',
    `Branch ${branch} is checked out in ${used.path}, whose files would not fit it any more. Switch to another branch there, then try again.`,
  );
}
