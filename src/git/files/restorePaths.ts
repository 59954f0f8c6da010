import { cp, lstat, mkdir, readdir, realpath, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { runGit } from '../call/runGit.ts';
import { indexEntries } from './indexEntries.ts';
import { withTemporaryIndex } from './temporaryIndex.ts';
import { fillingSettings, readFilling } from './worktreeSettings.ts';

export interface RestoreRequest {
  readonly repository: string;
  readonly worktree: string;
  /** Commit whose version of the paths comes back; a path it does not have is removed. */
  readonly base: string;
  /** Relative to the worktree, forward slashes. */
  readonly paths: readonly string[];
  /** Folder that gets a copy of what is there now, under the same relative paths. Created if needed. */
  readonly backup: string;
}

/**
 * Puts paths of a worktree back to what they are at the base, after copying what is there now. Index, HEAD and branches
 * are left alone: take a new snapshot afterwards.
 *
 * @returns the paths of which a copy was kept; a path that was deleted leaves none
 * @throws GitError when a file cannot be written
 */
export async function restorePaths(request: RestoreRequest): Promise<readonly string[]> {
  const { repository, worktree, base, paths, backup } = request;
  if (paths.length === 0) return [];
  const kept: string[] = [];
  for (const relative of paths) {
    const file = await insideOf(worktree, relative);
    if (file === undefined || (await lstat(file).catch(() => undefined)) === undefined) continue;
    const copy = path.join(backup, ...relative.split('/'));
    await mkdir(path.dirname(copy), { recursive: true });
    await cp(file, copy, { recursive: true, verbatimSymlinks: true, force: true });
    await rm(file, { recursive: true, force: true });
    await removeEmptyFolders(worktree, path.dirname(file));
    kept.push(relative);
  }
  await withTemporaryIndex(
    repository,
    async ({ common, env }) => {
      const settings = fillingSettings(await readFilling(common, worktree));
      const call = { folder: worktree, config: settings.config, env: { ...settings.env, ...env } };
      await runGit(['read-tree', base], call);
      const wanted = new Set(paths);
      const known = (await indexEntries(call)).flatMap(({ file }) => (wanted.has(file) ? [file] : []));
      if (known.length === 0) return;
      await runGit(['checkout-index', '-f', '-z', '--stdin'], { ...call, input: known.join('\0') });
    },
    { worktree },
  );
  return kept;
}

/**
 * The native path of a file in a worktree, after making sure that no link on the way leads elsewhere.
 *
 * @returns undefined when a parent folder does not exist or lies elsewhere, so that there is nothing to remove
 */
async function insideOf(worktree: string, relative: string): Promise<string | undefined> {
  const file = path.join(worktree, ...relative.split('/'));
  const parent = await realpath(path.dirname(file)).catch(() => undefined);
  if (parent === undefined) return undefined;
  const steps = path.relative(await realpath(worktree), parent);
  if (steps === '..' || steps.startsWith(`..${path.sep}`) || path.isAbsolute(steps)) return undefined;
  return path.join(parent, path.basename(file));
}

/** Git keeps no empty folders, so one that the removal emptied goes too. */
async function removeEmptyFolders(worktree: string, folder: string): Promise<void> {
  const root = await realpath(worktree);
  for (let here = folder; here !== root && here.startsWith(root); here = path.dirname(here)) {
    if ((await readdir(here)).length > 0) return;
    await rmdir(here);
  }
}
