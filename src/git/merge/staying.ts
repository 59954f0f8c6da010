import { gitLine, gitText, runGit } from '../call/runGit.ts';
import { withTemporaryIndex } from '../files/temporaryIndex.ts';

/**
 * A tree in which some files are as they are in a commit. Those that are not there stay as they are in the tree.
 *
 * @param files forward slashes, relative to the repository root
 * @returns the tree itself when nothing differs
 */
export async function withFilesOf(
  repository: string,
  tree: string,
  commit: string,
  files: readonly string[],
): Promise<string> {
  if (files.length === 0) return tree;
  const wanted = await entries(repository, commit, files);
  if (wanted === '' || wanted === (await entries(repository, tree, files))) return tree;
  return withTemporaryIndex(repository, async ({ common, env }) => {
    const call = { folder: common, env, config: ['core.bare=true'] };
    await runGit(['read-tree', tree], call);
    await runGit(['update-index', '--replace', '-z', '--index-info'], { ...call, input: wanted });
    return gitLine(['write-tree'], call);
  });
}

/** Entries of these files, as update-index reads them. */
async function entries(repository: string, from: string, files: readonly string[]): Promise<string> {
  return gitText(['ls-tree', '-z', '--full-tree', from, '--', ...files], { folder: repository });
}
