import { randomUUID } from 'node:crypto';
import { readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';

/** Limits of a plan for worktrees that are kept for later. */
export interface KeepLimits {
  readonly worktrees: number;
  readonly days: number;
  readonly gigabytes: number;
  /** Of set-ups; default: `usualSetups` where agents cannot reach them, else none. */
  readonly setups?: number | undefined;
}

/** Number of set-ups that are kept where a sandbox keeps agents away from them. */
export const usualSetups = 4;

/** A worktree kept for later: files of a commit and nothing else, registered nowhere. */
export interface KeptWorktree {
  /** Holds its files, their index, and this. Absolute, native. */
  readonly folder: string;
  /** Name for the settings its files were written with; see `writtenWith`. */
  readonly written: string;
  readonly commit: string;
  /** Milliseconds since 1970. */
  readonly keptAt: number;
  /** Of the files of the commit. */
  readonly bytes: number;
}

export const filesIn = ({ folder }: Pick<KeptWorktree, 'folder'>): string => path.join(folder, 'files');
export const indexIn = ({ folder }: Pick<KeptWorktree, 'folder'>): string => path.join(folder, 'index');
export const recordIn = ({ folder }: Pick<KeptWorktree, 'folder'>): string => path.join(folder, 'kept.json');

/** Ending of a folder that is being filled, taken or removed: what lies there longer was interrupted. */
export const underWay = '.part';

/** Gives the copy of an index its time: git reads every file again that is not older than it. */
export async function keepTime(from: string, to: string): Promise<void> {
  const { atime, mtime } = await stat(from);
  await utimes(to, atime, mtime);
}

/** Folder of the worktrees that no session is in. @param worktreeRoot holds the worktrees of all runs of a repository */
export function poolFolder(worktreeRoot: string): string {
  return path.join(worktreeRoot, '.kept');
}

/** Path for a worktree that is about to be kept, and its name once it is. */
export function newPlace(pool: string, now: number): { readonly part: string; readonly folder: string } {
  const folder = path.join(pool, `${now}-${randomUUID().slice(0, 8)}`);
  return { part: `${folder}${underWay}`, folder };
}

/** Worktrees that are kept, newest first. */
export async function listKept(pool: string): Promise<readonly KeptWorktree[]> {
  const names = await readdir(pool).catch(() => []);
  const found = await Promise.all(names.filter((name) => !name.endsWith(underWay)).map((name) => read(pool, name)));
  return found.filter((kept) => kept !== undefined).sort((a, b) => b.keptAt - a.keptAt);
}

async function read(pool: string, name: string): Promise<KeptWorktree | undefined> {
  const folder = path.join(pool, name);
  try {
    const record = JSON.parse(await readFile(recordIn({ folder }), 'utf8')) as Omit<KeptWorktree, 'folder'>;
    return { ...record, folder };
  } catch {
    return undefined;
  }
}

/**
 * Takes a kept worktree out of the pool, for whoever asks first.
 *
 * @returns it at its new place, which nobody else looks at; undefined when somebody else has it
 */
export async function claim(kept: KeptWorktree): Promise<KeptWorktree | undefined> {
  const folder = newPlace(path.dirname(kept.folder), Date.now()).part;
  try {
    await rename(kept.folder, folder);
    return { ...kept, folder };
  } catch {
    return undefined;
  }
}

/** Removes kept worktrees. There is nothing in them that a commit does not have. @returns those that are gone */
export async function freeKept(kept: readonly KeptWorktree[]): Promise<readonly KeptWorktree[]> {
  const freed: KeptWorktree[] = [];
  for (const each of kept) {
    const mine = await claim(each);
    if (mine === undefined) continue;
    await rm(mine.folder, { recursive: true, force: true, maxRetries: 3 });
    freed.push(each);
  }
  return freed;
}
