import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { commonFolder } from '../place/repositoryFolders.ts';
import { gitNames, runGit } from '../call/runGit.ts';
import type { GitCall } from '../call/gitCall.ts';
import { withTemporaryIndex } from '../files/temporaryIndex.ts';

/** How a merge is called. */
export type MergeCall = Required<Pick<GitCall, 'folder' | 'env' | 'config'>>;

/**
 * Lets git merge with the attributes of one commit: merge drivers, `binary`, `union`. They come from a folder that
 * contains the
 * `.gitattributes` files of the commit and nothing else, so that those of whatever the person has checked out cannot change
 * the result.
 *
 * @param commit usually the one merged onto
 */
export async function withAttributesOf<Result>(
  repository: string,
  commit: string,
  use: (call: MergeCall) => Promise<Result>,
): Promise<Result> {
  const common = await commonFolder(repository);
  const folder = await mkdtemp(path.join(tmpdir(), 'wavegate-merge-'));
  try {
    await withTemporaryIndex(repository, ({ env }) => writeAttributes(commit, folder, env), { worktree: folder });
    return await use({
      folder,
      // An index that does not exist is empty: the person's says nothing about this merge either.
      env: { GIT_DIR: common, GIT_WORK_TREE: folder, GIT_INDEX_FILE: path.join(folder, '.no-index') },
      config: ['merge.directoryRenames=false'],
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeAttributes(commit: string, folder: string, env: Readonly<Record<string, string>>): Promise<void> {
  const call = { folder, env, config: ['core.sparseCheckout=false', 'core.autocrlf=false'] };
  await runGit(['read-tree', commit], call);
  const files = await gitNames(['ls-files', '-z', '--', ':(glob)**/.gitattributes'], {
    ...call,
    env: { ...env, GIT_LITERAL_PATHSPECS: '0' },
  });
  if (files !== '') await runGit(['checkout-index', '-f', '-q', '-z', '--stdin'], { ...call, input: files });
}
