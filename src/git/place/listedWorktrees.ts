import path from 'node:path';
import { parseWorktreeList } from '../parse/worktreeList.ts';
import type { ListedWorktree } from '../parse/worktreeList.ts';
import { commonFolder, everyWorktree } from './repositoryFolders.ts';
import { samePlace } from './samePlace.ts';
import { isPlainFile, listFolder, readSmallText } from './smallFiles.ts';
import { GitError } from '../call/gitError.ts';
import { gitText } from '../call/runGit.ts';

/** All worktrees of a repository, the main one first. */
export async function listWorktrees(repository: string): Promise<readonly ListedWorktree[]> {
  return parseWorktreeList(await gitText(['worktree', 'list', '--porcelain', '-z'], { folder: repository }));
}

/** A worktree, and the branch that is checked out there. */
export type Checkout = Pick<ListedWorktree, 'path' | 'branch'>;

/** Git follows refs that name refs no further. */
const deepest = 5;

/**
 * All worktrees of a repository with their branches, the main one first, read from the git folder: `git worktree list` tells
 * the same, and costs a process. Where the files do not tell for certain, git is asked: refs in reftables, a main worktree that
 * is bare or lies elsewhere, a HEAD that is a link.
 *
 * @param repository any folder of it
 */
export async function listCheckouts(repository: string): Promise<readonly Checkout[]> {
  const common = await commonFolder(repository);
  const worktrees = everyWorktree(common);
  const isRead = hasPlainCheckout(common) && worktrees.every(({ folder }) => isPlainFile(path.join(folder, 'HEAD')));
  if (!isRead) return listWorktrees(repository);
  return worktrees.map(({ worktree, folder }) => {
    const branch = branchIn(common, folder);
    return { path: worktree, ...(branch !== undefined && { branch }) };
  });
}

function hasPlainCheckout(common: string): boolean {
  if (path.basename(common) !== '.git' || listFolder(common).some(({ name }) => name === 'reftable')) return false;
  const settings = ['config', 'config.worktree'].map((file) => readSmallText(path.join(common, file)) ?? '');
  // Any other way to write it may say that it is bare.
  return settings.every((text) => !/\bbare\b/i.test(text.replace(/^[ \t]*bare = false$/gm, '')));
}

function branchIn(common: string, folder: string): string | undefined {
  let name = symbolic(path.join(folder, 'HEAD'));
  for (let depth = 1; depth < deepest && name !== undefined; depth += 1) {
    const next = symbolic(path.join(common, ...name.split('/')));
    if (next === undefined) break;
    name = next;
  }
  return name?.replace(/^refs\/heads\//, '');
}

/** Name of the ref that a file of the git folder leads to. */
function symbolic(file: string): string | undefined {
  return /^ref:\s*(\S.*?)\s*$/.exec(readSmallText(file) ?? '')?.[1];
}

/** The one of several worktrees that is at a folder, whatever the spelling. */
export async function findAt(worktrees: readonly Checkout[], folder: string): Promise<Checkout | undefined> {
  for (const worktree of worktrees) {
    if (await samePlace(worktree.path, folder)) return worktree;
  }
  return undefined;
}

/** @throws GitError when a branch is checked out somewhere: the files there would seem changed as soon as it moves */
export async function requireFree(repository: string, branch: string): Promise<void> {
  const used = (await listCheckouts(repository)).find((worktree) => worktree.branch === branch);
  if (used === undefined) return;
  throw new GitError(
    'failed',
    `Branch ${branch} is checked out in ${used.path}, whose files would not fit it any more. Switch to another branch there, then try again.`,
  );
}
