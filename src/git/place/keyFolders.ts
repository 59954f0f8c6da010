import { cp, lstat, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { administrativeFolder } from './repositoryFolders.ts';

/** Folders in which filters look for their keys, and which hold nothing else. */
const always = ['git-crypt'];

/** Names that belong to git itself: those of another worktree would lead it astray. */
const gitsOwn =
  /^(HEAD|ORIG_HEAD|FETCH_HEAD|index|config|config\.worktree|commondir|gitdir|locked|logs|refs|objects|packed-refs|info|hooks|worktrees|modules|wavegate.*)$/i;

export interface Keys {
  /** Absolute places in the person's git folders, by the path below the git folder they are to have. */
  readonly [name: string]: string;
}

/**
 * Finds the files that filters look for in the git folder: each worktree has one of its own, where they are not.
 *
 * @param repository top folder of the person's checkout
 * @param further names that the plan gives beside those known to be keys; relative to the git folder, forward slashes
 */
export async function findKeys(common: string, repository: string, further: readonly string[]): Promise<Keys> {
  const found: Record<string, string> = {};
  const own = await administrativeFolder(common, repository);
  for (const name of [...always, ...further]) {
    const steps = name.split('/').filter((step) => step !== '' && step !== '.');
    if (steps.length === 0 || steps.includes('..') || gitsOwn.test(steps[0] ?? '')) continue;
    for (const folder of own === undefined ? [common] : [own, common]) {
      const place = path.join(folder, ...steps);
      if ((await lstat(place).catch(() => undefined)) === undefined) continue;
      found[steps.join('/')] = place;
      break;
    }
  }
  return found;
}

/** Copies keys into the git folder of a worktree; copies, so that a program that removes its key removes that one alone. */
export async function copyKeys(keys: Keys, to: string): Promise<void> {
  for (const [name, place] of Object.entries(keys)) {
    const target = path.join(to, ...name.split('/'));
    await mkdir(path.dirname(target), { recursive: true });
    await cp(place, target, { recursive: true, force: true });
  }
}
