import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { gitLine } from '../call/runGit.ts';
import { canonical } from './samePlace.ts';
import { listFolder, readSmall, readSmallText } from './smallFiles.ts';

/**
 * Folder that contains the objects, refs and settings shared by all worktrees of a repository. Absolute, native.
 *
 * @param folder any folder inside the repository or one of its worktrees
 * @throws GitError when the folder is not in a repository
 */
export async function commonFolder(folder: string): Promise<string> {
  return (
    (await knownCommonFolder(folder)) ??
    path.resolve(await gitLine(['rev-parse', '--path-format=absolute', '--git-common-dir'], { folder }))
  );
}

/**
 * The shared git folder as `.git` of a top folder tells it: asking git costs a process, and a session would ask it several
 * times.
 *
 * @returns undefined where there is no `.git`, or one that only git can make sense of
 */
export async function knownCommonFolder(top: string): Promise<string | undefined> {
  const own = ownGitFolder(top) ?? (isGitFolder(top) ? top : undefined);
  if (own === undefined) return undefined;
  const shared = readSmallText(path.join(own, 'commondir')) ?? '.';
  return realpath(path.resolve(own, shared.trim())).catch(() => undefined);
}

/** Whether git takes a folder for that of a repository, or of one of its worktrees. */
function isGitFolder(folder: string): boolean {
  const names = new Set(listFolder(folder).map(({ name }) => name));
  return (
    names.has('HEAD') && (names.has('commondir') || (names.has('objects') && names.has('refs'))) && !names.has('.git')
  );
}

/**
 * Folder that git keeps for one checkout alone, as `.git` of its top folder tells it: the shared one for the main checkout.
 *
 * @returns undefined where there is no `.git`, or one that only git can make sense of
 */
export function ownGitFolder(top: string): string | undefined {
  const entry = path.join(top, '.git');
  const link = readSmallText(entry);
  const own = link === undefined ? entry : path.resolve(top, /^gitdir: (.+?)\r?\n?$/.exec(link)?.[1] ?? entry);
  return readSmall(path.join(own, 'HEAD')) === undefined ? undefined : own;
}

/**
 * Where git keeps what belongs to one linked worktree alone (HEAD, index, logs). Found from the repository's side,
 * because the `.git` file in the worktree itself may have been changed by an agent.
 *
 * @returns undefined when the repository has no such worktree
 */
export async function administrativeFolder(common: string, worktree: string): Promise<string | undefined> {
  const linked = linkedWorktrees(common);
  const spelledAlike = linked.find(({ worktree: owner }) => owner === path.resolve(worktree));
  if (spelledAlike !== undefined) return spelledAlike.folder;
  const wanted = await canonical(worktree);
  for (const { worktree: owner, folder } of linked) {
    if ((await canonical(owner)) === wanted) return folder;
  }
  return undefined;
}

/** A worktree, and the folder where git keeps what belongs to it alone. Absolute, native. */
interface RegisteredWorktree {
  readonly worktree: string;
  readonly folder: string;
}

/**
 * All worktrees of a repository, the main one first, read from the git folder: `git worktree list` tells the same, and
 * costs a process.
 */
export function everyWorktree(common: string): readonly RegisteredWorktree[] {
  const main = path.basename(common) === '.git' ? path.dirname(common) : common;
  return [{ worktree: main, folder: common }, ...linkedWorktrees(common)];
}

function linkedWorktrees(common: string): readonly RegisteredWorktree[] {
  const parent = path.join(common, 'worktrees');
  return listFolder(parent).flatMap(({ name }) => {
    const folder = path.join(parent, name);
    const link = readSmallText(path.join(folder, 'gitdir'));
    if (link === undefined) return [];
    return [{ worktree: path.dirname(path.resolve(folder, link.replace(/\r?\n$/, ''))), folder }];
  });
}
