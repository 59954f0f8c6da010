import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sessionMark } from '../guard/heads.ts';
import { administrativeFolder } from '../place/repositoryFolders.ts';

/**
 * The list of paths Wavegate itself put into a worktree (copied and linked files). Git may see them as new files, yet
 * they are no work of an agent, so cleanliness checks and snapshots leave them out. Kept beside the worktree's HEAD.
 */
const listName = sessionMark;

export async function writeProvisioned(common: string, worktree: string, paths: readonly string[]): Promise<void> {
  const folder = await administrativeFolder(common, worktree);
  if (folder !== undefined) await writeFile(path.join(folder, listName), paths.join('\0'));
}

/** Paths relative to the worktree, forward slashes; empty when nothing was put there. */
export async function readProvisioned(common: string, worktree: string): Promise<readonly string[]> {
  const folder = await administrativeFolder(common, worktree);
  if (folder === undefined) return [];
  const text = await readFile(path.join(folder, listName), 'utf8').catch(() => '');
  return text === '' ? [] : text.split('\0');
}
