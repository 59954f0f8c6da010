import { readdir } from 'node:fs/promises';
import path from 'node:path';

/**
 * Names of an index that a file or folder of a worktree has only in another case, such as `src/a.js` once it was renamed to
 * `src/A.js`. Where git ignores case it takes the two for one, on macOS and Windows always, and a rename for no change.
 *
 * @param untracked what is on disk and not in the index, cases regarded; a folder ends in a slash
 * @param known names that are in the index, or were until they were found to be gone
 * @returns those of `known` that are on disk in another spelling only
 */
export async function respelled(
  worktree: string,
  untracked: readonly string[],
  known: readonly string[],
): Promise<readonly string[]> {
  const files = new Set(untracked.map(folded));
  const folders = [...files].filter((name) => name.endsWith('/'));
  const alike = known.filter((name) => {
    const plain = folded(name);
    return files.has(plain) || folders.some((folder) => plain.startsWith(folder));
  });
  const listed = new Map<string, ReadonlySet<string>>();
  const gone: string[] = [];
  for (const name of alike) if (!(await isSpelledSo(worktree, name, listed))) gone.push(name);
  return gone;
}

/** Git compares ASCII letters only; what is alike beyond that is one file to the disk and not to git. */
const folded = (name: string): string => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

async function isSpelledSo(worktree: string, name: string, listed: Map<string, ReadonlySet<string>>): Promise<boolean> {
  let folder = worktree;
  for (const step of name.split('/')) {
    const names = listed.get(folder) ?? new Set(await readdir(folder).catch((): string[] => []));
    listed.set(folder, names);
    if (!names.has(step)) return false;
    folder = path.join(folder, step);
  }
  return true;
}
