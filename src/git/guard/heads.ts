import { existsSync } from 'node:fs';
import path from 'node:path';
import { listWorktrees } from '../place/listedWorktrees.ts';
import { everyWorktree } from '../place/repositoryFolders.ts';
import { listFolder, readSmallText } from '../place/smallFiles.ts';

/** Checkouts by folder, and what HEAD names in each: a full ref name or a commit. */
export type Heads = Readonly<Record<string, string>>;

/**
 * Reads the HEADs of the person's worktrees of a repository: all but those made for sessions. Asks git where HEAD is
 * not stored in a file.
 *
 * @param common the shared git folder. Absolute, native
 * @param prefix of the branches of runs
 */
export async function readHeads(common: string, prefix: string): Promise<Heads> {
  const heads: Record<string, string> = {};
  for (const { worktree, folder, head } of await allHeads(common)) {
    if (!isForSessions(folder) && !head.startsWith(`refs/heads/${prefix}/`)) heads[worktree] = head;
  }
  return heads;
}

/**
 * Refs that something is at work on: checked out in any worktree, or named by a rebase or bisection that is under way.
 *
 * @param common the shared git folder. Absolute, native
 * @returns full ref names
 */
export async function refsInUse(common: string): Promise<ReadonlySet<string>> {
  const used = new Set<string>();
  for (const { folder, head } of await allHeads(common)) {
    used.add(head);
    for (const file of ['rebase-merge/head-name', 'rebase-apply/head-name', 'BISECT_START']) {
      const name = readSmallText(path.join(folder, ...file.split('/')))?.trim() ?? '';
      used.add(name).add(`refs/heads/${name}`);
    }
    const updated = readSmallText(path.join(folder, 'rebase-merge', 'update-refs')) ?? '';
    for (const line of updated.split('\n')) if (line.startsWith('refs/')) used.add(line);
  }
  return used;
}

/** Whether a rebase, merge, cherry-pick or the like is under way in a checkout. */
export function isUnderWay(common: string, checkout: string): boolean {
  const folder = everyWorktree(common).find(({ worktree }) => worktree === checkout)?.folder;
  if (folder === undefined) return false;
  const signs = [
    'rebase-merge',
    'rebase-apply',
    'MERGE_HEAD',
    'CHERRY_PICK_HEAD',
    'REVERT_HEAD',
    'BISECT_LOG',
    'sequencer',
    'index.lock',
  ];
  return signs.some((sign) => existsSync(path.join(folder, sign)));
}

/** Name of the file that says that a worktree was made for a session; beside its HEAD in the repository. */
export const sessionMark = 'wavegate-provisioned';

function isForSessions(folder: string): boolean {
  return existsSync(path.join(folder, sessionMark));
}

async function allHeads(
  common: string,
): Promise<readonly { readonly worktree: string; readonly folder: string; readonly head: string }[]> {
  const worktrees = everyWorktree(common);
  if (!listFolder(common).some(({ name }) => name === 'reftable')) {
    return worktrees.map((worktree) => ({
      ...worktree,
      head: (readSmallText(path.join(worktree.folder, 'HEAD')) ?? '').trim().replace(/^ref: */, ''),
    }));
  }
  const listed = await listWorktrees(common);
  return worktrees.map((worktree, index) => {
    const found =
      listed.find((one) => path.resolve(one.path) === worktree.worktree) ?? (index === 0 ? listed[0] : undefined);
    const head = found?.branch === undefined ? (found?.head ?? '') : `refs/heads/${found.branch}`;
    return { ...worktree, head };
  });
}
