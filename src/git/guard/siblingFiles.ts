import path from 'node:path';
import { everyWorktree } from '../place/repositoryFolders.ts';
import { samePlace } from '../place/samePlace.ts';
import type { Fingerprint } from './fingerprint.ts';

/**
 * Files that an agent's own program says it wrote into the worktree of another session. They are undone there, where they
 * belong to nobody.
 *
 * @param worktree the agent's own
 * @param wrote absolute native paths
 * @returns one line for people per file
 */
export async function writtenIntoSiblings(
  { top, common }: Fingerprint,
  worktree: string,
  wrote: readonly string[],
): Promise<readonly string[]> {
  if (wrote.length === 0) return [];
  const lines: string[] = [];
  for (const other of everyWorktree(common)) {
    if (other.worktree === top || (await samePlace(other.worktree, worktree))) continue;
    for (const file of wrote) {
      const inside = path.relative(other.worktree, file);
      if (inside === '' || inside.startsWith('..') || path.isAbsolute(inside)) continue;
      lines.push(`${inside.replaceAll(path.sep, '/')} was written into the worktree ${other.worktree}`);
    }
  }
  return lines;
}
