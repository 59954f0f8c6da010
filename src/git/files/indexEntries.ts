import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gitNames } from '../call/runGit.ts';
import type { GitCall } from '../call/gitCall.ts';
import { parseIndex } from '../parse/indexFile.ts';
import type { IndexEntry } from '../parse/indexFile.ts';
import { ownGitFolder } from '../place/repositoryFolders.ts';

const billion = 1_000_000_000n;
const entry = /([^\0]+)\0 {2}ctime: (\d+):(\d+)\n {2}mtime: .*\n {2}dev: .*\n {2}uid: .*\n {2}size: (\d+)\t.*\n/g;

/**
 * Files of an index, which git reads where its file does not tell them for certain. Only the index is read.
 *
 * @param call how git is called: on the top folder of a checkout, or with variables that name the git folder or the index
 * @throws GitError when it cannot be read
 */
export async function indexEntries(call: GitCall): Promise<readonly Omit<IndexEntry, 'id'>[]> {
  const known = await entriesOfFile(indexFileOf(call));
  if (known !== undefined) return known;
  const text = await gitNames(['ls-files', '-z', '--debug'], call);
  return [...text.matchAll(entry)].map(([, file = '', seconds = '0', rest = '0', size]) => ({
    file,
    changed: BigInt(seconds) * billion + BigInt(rest),
    size: Number(size),
  }));
}

/** Files of the index at a path. @returns undefined where only git can tell */
export async function entriesOfFile(index: string | undefined): Promise<readonly IndexEntry[] | undefined> {
  const bytes = index === undefined ? undefined : await readFile(index).catch(() => undefined);
  return bytes && parseIndex(bytes);
}

function indexFileOf({ folder, env = {} }: GitCall): string | undefined {
  if (env['GIT_INDEX_FILE'] !== undefined) return env['GIT_INDEX_FILE'];
  const own = env['GIT_DIR'] ?? ownGitFolder(folder);
  return own && path.join(own, 'index');
}
