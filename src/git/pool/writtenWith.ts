import { createHash } from 'node:crypto';
import path from 'node:path';
import { carriedSettings } from '../privateGit/carriedSettings.ts';
import type { Setting } from '../place/repositorySettings.ts';
import { readSmallText } from '../place/smallFiles.ts';

/** Settings of a plan that decide how files of a worktree are written. */
export interface Writing {
  readonly lfs?: string | undefined;
  /** Content of `info/sparse-checkout`; absent where everything is there. */
  readonly sparse?: { readonly cone: boolean; readonly text: string } | undefined;
}

/**
 * Name for all that decides which files of a commit are in a worktree and how git converts them, apart from the commit: files that
 * were written with other settings are not those that a new worktree would have.
 *
 * @param settings of the repository
 */
export function writtenWith(settings: readonly Setting[], common: string, { lfs, sparse }: Writing): string {
  const attributes = readSmallText(path.join(common, 'info', 'attributes'));
  const parts = [carriedSettings(settings), attributes, lfs, process.env['GIT_LFS_SKIP_SMUDGE'], sparse];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
