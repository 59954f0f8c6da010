import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { administrativeFolder } from '../place/repositoryFolders.ts';
import type { GitCall } from '../call/gitCall.ts';

/** How the files of a worktree were written, apart from the person's settings, which always count. */
export interface Filling {
  /** Files kept by Git LFS: as pointers, or the files themselves. Default: as the person's environment says. */
  readonly lfs?: 'pointers' | 'objects';
  /** It contains some folders only, listed in cone mode or by patterns. Default: everything. */
  readonly sparse?: 'cone' | 'patterns';
}

/** Kept beside the worktree's HEAD, so that whoever looks at its files later converts them in the same way. */
const fileName = 'wavegate-filling.json';

export async function writeFilling(common: string, worktree: string, filling: Filling): Promise<void> {
  const folder = await administrativeFolder(common, worktree);
  if (folder !== undefined) await writeFile(path.join(folder, fileName), JSON.stringify(filling));
}

/** How a worktree was filled; as the person's settings have it where nothing was kept. */
export async function readFilling(common: string, worktree: string): Promise<Filling> {
  const folder = await administrativeFolder(common, worktree);
  if (folder === undefined) return {};
  const text = await readFile(path.join(folder, fileName), 'utf8').catch(() => '{}');
  return JSON.parse(text) as Filling;
}

/**
 * Settings and variables for git calls that write the files of a worktree, or read them to commit them. Line ends and filters
 * are the person's. A conversion that cannot be taken back is no reason to refuse a file: what an agent wrote must be kept.
 */
export function fillingSettings(filling: Filling = {}): Required<Pick<GitCall, 'config' | 'env'>> {
  const { lfs, sparse } = filling;
  return {
    config: [
      'core.safecrlf=false',
      `core.sparseCheckout=${sparse !== undefined}`,
      `core.sparseCheckoutCone=${sparse === 'cone'}`,
      'index.sparse=false',
    ],
    env: lfs === undefined ? {} : { GIT_LFS_SKIP_SMUDGE: lfs === 'pointers' ? '1' : '0' },
  };
}
