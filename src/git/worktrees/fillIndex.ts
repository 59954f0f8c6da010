import { copyFile, mkdtemp, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runGit } from '../call/runGit.ts';
import type { GitCall } from '../call/gitCall.ts';
import { hidesChanges } from '../files/hiddenChanges.ts';
import type { Bench } from '../files/temporaryIndex.ts';
import { fillingSettings, readFilling } from '../files/worktreeSettings.ts';
import { administrativeFolder } from '../place/repositoryFolders.ts';

/**
 * Starts from the worktree's own index where it is sound, because it knows which files did not change; otherwise every
 * file is read again. Entries marked assume-unchanged would hide changes, so such an index is not used; nor one with entries
 * marked skip-worktree, unless the worktree contains some folders only: then what is not there was not deleted.
 */
export async function fillIndex(bench: Bench, worktree: string, base: string): Promise<void> {
  const filling = await readFilling(bench.common, worktree);
  const settings = fillingSettings(filling);
  const call = { folder: worktree, config: settings.config, env: { ...settings.env, ...bench.env } };
  const own = await administrativeFolder(bench.common, worktree);
  if (own !== undefined) {
    try {
      await copyIndex(path.join(own, 'index'), bench.index);
      if (!(await hidesChanges(call, bench.index))) return void (await runGit(['read-tree', '--reset', base], call));
    } catch {
      // No index, or one that git cannot read: the slow way does not need it.
    }
    await rm(bench.index, { force: true });
    await rm(`${bench.index}.lock`, { force: true });
    if (filling.sparse !== undefined) return fillSparsely(bench, own, base, call);
  }
  await runGit(['read-tree', base], call);
}

/** Git decides which files a sparse checkout leaves out only while it writes the others, so those go to a folder of no use. */
async function fillSparsely(bench: Bench, own: string, base: string, call: GitCall): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'wavegate-sparse-'));
  try {
    const env = { ...call.env, GIT_DIR: own, GIT_INDEX_FILE: bench.index, GIT_WORK_TREE: folder };
    await runGit(['read-tree', '--reset', '-u', base], { ...call, folder, env });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Copies an index with its time. Git reads a file again that was changed no earlier than its index was written, as it could
 * have changed once more in the same second and to the same size; a copy that looks newer would hide such a change.
 */
async function copyIndex(source: string, target: string): Promise<void> {
  const { mtimeMs } = await stat(source);
  await copyFile(source, target);
  const seconds = Math.floor(mtimeMs / 1000);
  await utimes(target, seconds, seconds);
}
