import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { indexEntries } from '../files/indexEntries.ts';
import { administrativeFolder } from '../place/repositoryFolders.ts';
import { worktreeCall } from '../place/worktreeCall.ts';
import { fillingSettings, readFilling } from '../files/worktreeSettings.ts';
import { cleanse } from './cleanse.ts';
import { enforceLimits } from './enforceLimits.ts';
import { filesIn, indexIn, newPlace, recordIn, keepTime } from './keptWorktrees.ts';
import type { KeepLimits } from './keptWorktrees.ts';
import { usedByProcesses } from './usedBy.ts';

export interface Keeping {
  /** The repository's shared git folder. */
  readonly common: string;
  readonly pool: string;
  readonly limits: KeepLimits;
  /** Name for the settings the files were written with; see `writtenWith`. */
  readonly written: string;
  readonly now: number;
}

/**
 * Keeps a worktree whose session is over for a later one: nothing stays in it but files of a commit as git wrote them. What the
 * session has left must be saved by then. Its registration is for the caller to remove.
 *
 * @param commit what its files are brought to; one near where the next session begins
 * @returns whether it was kept; otherwise it is where it was, in whatever state
 */
export async function keepWorktree(worktree: string, commit: string, keeping: Keeping): Promise<boolean> {
  const { common, pool, limits, written, now } = keeping;
  const administrative = await administrativeFolder(common, worktree);
  if (administrative === undefined || usedByProcesses([worktree])?.size !== 0) return false;
  const { part, folder } = newPlace(pool, now);
  try {
    const { config, env } = fillingSettings(await readFilling(common, worktree));
    const own = await worktreeCall(common, worktree);
    const call = { ...own, config, env: { ...env, ...own.env } };
    // It belonged to the agent, and nothing in it is asked any more.
    await rm(path.join(worktree, '.git'), { recursive: true, force: true });
    const index = path.join(administrative, 'index');
    await cleanse(call, index, commit);
    const bytes = (await indexEntries(call)).reduce((sum, { size }) => sum + size, 0);
    await mkdir(part, { recursive: true });
    await copyFile(index, indexIn({ folder: part }));
    await keepTime(index, indexIn({ folder: part }));
    await writeFile(recordIn({ folder: part }), JSON.stringify({ written, commit, keptAt: now, bytes }));
    await rename(worktree, filesIn({ folder: part }));
    await rename(part, folder);
    await enforceLimits(pool, limits, now);
    return true;
  } catch {
    // It only saves time.
    await rm(part, { recursive: true, force: true }).catch(() => undefined);
    return false;
  }
}
