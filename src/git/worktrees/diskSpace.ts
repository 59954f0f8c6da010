import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { WorkspaceError } from '../../ports/workspaces.ts';
import { indexEntries } from '../files/indexEntries.ts';

/** File systems give space in blocks. */
const block = 4_096;

/**
 * Refuses to begin with worktrees for which there is no space, so that none is left half-made. Set-up may need more: nobody knows
 * how much.
 *
 * @param repository top folder of the person's checkout, which is as large as a worktree
 * @param parent folder that the worktrees are made in; absolute
 * @param amount how many of them need space
 * @throws WorkspaceError `disk-full` with the sum
 */
export async function requireSpace(repository: string, parent: string, amount: number): Promise<void> {
  if (amount === 0) return;
  // Only saves a failure half-way: what cannot be found out is no obstacle.
  const sizes = await indexEntries({ folder: repository }).catch(() => []);
  const each = sizes.reduce((sum, { size }) => sum + Math.ceil(size / block) * block, 0);
  const free = await freeAt(parent);
  if (free === undefined || each * amount <= free) return;
  throw new WorkspaceError('disk-full', shortage({ amount, each, free, parent }));
}

/** Words for a lack of space. Sizes in bytes. */
export function shortage(of: {
  readonly amount: number;
  readonly each: number;
  readonly free: number;
  readonly parent: string;
}): string {
  const { amount, each, free, parent } = of;
  const needed = amount === 1 ? 'a worktree needs' : `${amount} worktrees of ${text(each)} need`;
  return (
    `The disk is too full: ${needed} ${text(each * amount)}, and ${text(free)} are free in ${parent}. Nothing was made. Free some space ` +
    '("wavegate clean" lists what runs have left, "wavegate clean --warm --yes" removes worktrees that are kept), have them hold fewer ' +
    'folders (worktree.sparse), or put them on another disk (worktree.root).'
  );
}

async function freeAt(folder: string): Promise<number | undefined> {
  for (let here = folder; ; here = path.dirname(here)) {
    try {
      const { bavail, bsize } = await statfs(here);
      return bavail * bsize;
    } catch {
      if (path.dirname(here) === here) return undefined;
    }
  }
}

function text(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB`;
  return `${Math.ceil(bytes / 1e3)} kB`;
}
