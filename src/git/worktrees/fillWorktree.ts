import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { GitError } from '../call/gitError.ts';
import { copyKeys, findKeys } from '../place/keyFolders.ts';
import type { Keys } from '../place/keyFolders.ts';
import { takeWorktree } from '../pool/takeWorktree.ts';
import type { KeptFor } from '../pool/takeWorktree.ts';
import type { Setting } from '../place/repositorySettings.ts';
import { administrativeFolder, commonFolder } from '../place/repositoryFolders.ts';
import { runGit } from '../call/runGit.ts';
import { sparseFor } from '../files/sparseCheckout.ts';
import type { SparsePatterns, SparseWish } from '../files/sparseCheckout.ts';
import { worktreeCall } from '../place/worktreeCall.ts';
import { fillingSettings, writeFilling } from '../files/worktreeSettings.ts';
import type { Filling } from '../files/worktreeSettings.ts';

/** Settings of a plan for the files of its worktrees. */
export interface FillSettings extends SparseWish {
  readonly lfs?: Filling['lfs'] | undefined;
  /** Whether submodules are checked out as the person has them. Default: off. */
  readonly submodules?: 'off' | 'inherit' | undefined;
  /** Names of files that filters need in the git folder. */
  readonly keys?: readonly string[];
  /** Longest time it may take. */
  readonly minutes?: number | undefined;
}

/** The same for one repository, read once for all its worktrees. */
export interface FillPlan {
  readonly sparse?: SparsePatterns;
  readonly lfs?: Filling['lfs'];
  readonly keys: Keys;
  readonly minutes: number;
}

/** Filling waits for the disk, and for the servers of filters such as Git LFS. */
const defaultMinutes = 60;

/**
 * @param repository top folder of the person's checkout
 * @param known its settings, where they were read just now
 */
export async function planFilling(
  repository: string,
  { lfs, minutes = defaultMinutes, keys = [], submodules: _submodules, ...wish }: FillSettings = {},
  known?: readonly Setting[],
): Promise<FillPlan> {
  const [sparse, found] = await Promise.all([
    sparseFor(repository, wish, known),
    findKeys(await commonFolder(repository), repository, keys),
  ]);
  return { ...(sparse !== undefined && { sparse }), ...(lfs !== undefined && { lfs }), keys: found, minutes };
}

/**
 * Writes the files of the commit a worktree was registered with. Replaces whatever is there.
 *
 * @param common the repository's shared git folder
 * @param warm kept worktrees to take the files from, where one fits, and the commit
 * @throws GitError with the words of a filter that fails, and `timeout` when it takes longer than the plan allows
 */
export async function fillWorktree(
  common: string,
  folder: string,
  { sparse, lfs, keys, minutes }: FillPlan,
  warm?: { readonly from: KeptFor; readonly commit: string },
): Promise<void> {
  const filling: Filling = {
    ...(lfs !== undefined && { lfs }),
    ...(sparse !== undefined && { sparse: sparse.cone ? 'cone' : 'patterns' }),
  };
  const administrative = await administrativeFolder(common, folder);
  if (administrative !== undefined) {
    const patterns = path.join(administrative, 'info', 'sparse-checkout');
    await mkdir(path.dirname(patterns), { recursive: true });
    if (sparse === undefined) await rm(patterns, { force: true });
    else await writeFile(patterns, sparse.text);
    await copyKeys(keys, administrative);
  }
  await writeFilling(common, folder, filling);
  try {
    const { config, env } = fillingSettings(filling);
    const own = await worktreeCall(common, folder);
    const call = { ...own, config, env: { ...env, ...own.env }, timeout: minutes * 60_000 };
    if (warm !== undefined && administrative !== undefined)
      await takeWorktree(warm.from, warm.commit, call, administrative);
    await runGit(['reset', '--hard', '--quiet'], call);
  } catch (error) {
    throw error instanceof GitError ? explained(error, folder, minutes) : error;
  }
}

function explained(error: GitError, folder: string, minutes: number): GitError {
  const { reason, stderr } = error;
  const again = (message: string): GitError => new GitError(reason, message, stderr, { cause: error });
  if (reason === 'timeout') {
    const words = lastWords(stderr);
    return again(
      `Writing the files of ${folder} took longer than ${minutes} minutes${words === '' ? '' : `; it said: ${words}`}. ` +
        'If they are many or are fetched by a filter such as Git LFS, set worktree.minutes, worktree.sparse or worktree.lfs in the plan.',
    );
  }
  if (/promisor remote|could not fetch [0-9a-f]{40}/.test(stderr)) {
    return again(
      `${error.message}. This is a partial clone: objects are missing in it and could not be fetched. ` +
        'Get them in your checkout with "git fetch --refetch --no-filter", then launch again.',
    );
  }
  if (/\bfilter lfs failed|git-lfs/.test(stderr)) {
    return again(
      `${error.message}. Git LFS could not write these files, and these are its words. Get them in your checkout with "git lfs fetch", ` +
        'give it the login it needs where Wavegate is started, or have worktrees hold pointers (worktree.lfs: pointers in the plan). ' +
        'Then launch again.',
    );
  }
  if (/\bfilter\b/.test(stderr)) {
    return again(
      `${error.message}. A filter of this repository failed, and these are its words. If it needs a program, install it; ` +
        'if it needs a variable or a login, give it one where Wavegate is started; if it needs to be unlocked, do that in your checkout; ' +
        'if it needs another file of the git folder, name that in worktree.keys of the plan. Then launch again.',
    );
  }
  return error;
}

function lastWords(stderr: string): string {
  return stderr
    .trim()
    .split(/[\r\n]+/)
    .slice(-2)
    .join('; ')
    .slice(-300);
}
