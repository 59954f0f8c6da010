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
 * @param use also gets the paths of those files
 */
export async function withAttributesOf<Result>(
  repository: string,
  commit: string,
  use: (call: MergeCall, attributes: readonly string[]) => Promise<Result>,
): Promise<Result> {
  const common = await commonFolder(repository);
  const folder = await mkdtemp(path.join(tmpdir(), 'wavegate-merge-'));
  try {
    const files = await writeAttributes(repository, commit, folder);
    const call = {
      folder,
      // An index that does not exist is empty: the person's says nothing about this merge either.
      env: { GIT_DIR: common, GIT_WORK_TREE: folder, GIT_INDEX_FILE: path.join(folder, '.no-index') },
      config: ['merge.directoryRenames=false'],
    };
    return await use(call, files);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Whether a path is that of a file with attributes. */
export const holdsAttributes = (file: string): boolean => path.posix.basename(file) === '.gitattributes';

/** Files with attributes of the commits that were asked for last, which are theirs for ever. */
const known = new Map<string, readonly string[]>();
const mostKnown = 8;

async function attributeFiles(repository: string, commit: string): Promise<readonly string[]> {
  const found = known.get(commit);
  if (found !== undefined) return found;
  const listed = await gitNames(['ls-tree', '-r', '-z', '--full-tree', '--name-only', commit], { folder: repository });
  const files = listed.split('\0').filter(holdsAttributes);
  if (known.size === mostKnown) known.clear();
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) known.set(commit, files);
  return files;
}

async function writeAttributes(repository: string, commit: string, folder: string): Promise<readonly string[]> {
  const files = await attributeFiles(repository, commit);
  if (files.length === 0) return files;
  await withTemporaryIndex(
    repository,
    async ({ env }) => {
      const call = { folder, env, config: ['core.sparseCheckout=false', 'core.autocrlf=false'] };
      await runGit(['read-tree', commit], call);
      await runGit(['checkout-index', '-f', '-q', '-z', '--stdin'], { ...call, input: `${files.join('\0')}\0` });
    },
    { worktree: folder },
  );
  return files;
}
