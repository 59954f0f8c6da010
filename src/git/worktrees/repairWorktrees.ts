import { lstat, readFile, realpath, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { alternate, hasPrivateGit } from '../privateGit/privateGit.ts';
import { modulesIn } from '../privateGit/saveOwnWork.ts';
import { everyWorktree } from '../place/repositoryFolders.ts';
import { runGit } from '../call/runGit.ts';

/**
 * Makes the worktrees of a repository that was moved lead to where it is now. Worktrees that are gone stay as they are, and
 * what cannot be put right is found by the worktree gate.
 *
 * @param common the shared git folder
 * @param movedFrom where it was before
 */
export async function repairWorktrees(common: string, movedFrom: string): Promise<void> {
  const folders: string[] = [];
  for (const { worktree } of everyWorktree(common).slice(1)) {
    if (await isFile(path.join(worktree, '.git'))) folders.push(worktree);
    else if (await hasPrivateGit(worktree)) await borrowFrom(common, movedFrom, worktree);
  }
  if (folders.length === 0) return;
  await runGit(['worktree', 'repair', ...folders], { folder: common, accept: [0, 1, 128] });
}

/** Git folders of sessions borrow objects by path, and so do those of their submodules. */
async function borrowFrom(common: string, movedFrom: string, worktree: string): Promise<void> {
  const own = path.join(worktree, '.git');
  for (const steps of [[], ...modulesIn(own)]) {
    const file = path.join(own, ...steps, 'objects', 'info', 'alternates');
    // Never through a link that an agent has made.
    if (!(await isFile(file)) || path.relative(await realpath(own), await realpath(file)).startsWith('..')) continue;
    const text = await readFile(file, 'utf8');
    const moved = text
      .split('\n')
      .map((line) => atNewPlace(line, movedFrom, common))
      .join('\n');
    if (moved === text) continue;
    await writeFile(`${file}.part`, moved);
    await rename(`${file}.part`, file);
  }
}

/** A line of `alternates`, with the path of the git folder in it replaced. */
function atNewPlace(line: string, from: string, to: string): string {
  const [old, now] = [alternate(from), alternate(to)].map((place) => place.replace(/"$/, ''));
  const bare = line.replace(/"$/, '');
  if (old === undefined || now === undefined || (bare !== old && !bare.startsWith(`${old}/`))) return line;
  const rest = bare.slice(old.length);
  return now.startsWith('"') ? `${now}${rest}"` : `${now}${rest}`;
}

async function isFile(place: string): Promise<boolean> {
  return (await lstat(place).catch(() => undefined))?.isFile() ?? false;
}
