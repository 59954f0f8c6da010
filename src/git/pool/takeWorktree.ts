import { copyFile, mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gitText } from '../call/runGit.ts';
import type { GitCall } from '../call/gitCall.ts';
import { hidesChanges } from '../files/hiddenChanges.ts';
import { cleanse } from './cleanse.ts';
import { claim, filesIn, indexIn, listKept, keepTime } from './keptWorktrees.ts';
import type { KeptWorktree } from './keptWorktrees.ts';
import { usedByProcesses } from './usedBy.ts';

/** Kept worktrees that can become those of sessions at certain commits. */
export interface KeptFor {
  readonly repository: string;
  readonly kept: readonly KeptWorktree[];
  /** By commit: whether attributes of files are the same there as at the base. */
  readonly alike: Map<string, Promise<boolean>>;
}

/** Looks up which worktrees are kept, once for several sessions. */
export async function keptFor(repository: string, pool: string, written: string): Promise<KeptFor> {
  const fitting = (await listKept(pool)).filter((each) => each.written === written);
  const used = fitting.length === 0 ? new Set() : usedByProcesses(fitting.map(({ folder }) => folder));
  const kept = used === undefined ? [] : fitting.filter(({ folder }) => !used.has(folder));
  return { repository, kept, alike: new Map() };
}

/**
 * Puts the files of a kept worktree into one that was just registered, brings them to a commit, and has them looked at one by one:
 * see `cleanse`.
 *
 * @param call how git is called on the worktree
 * @param administrative where the repository keeps its index
 * @returns whether there was one; otherwise the worktree is as it was
 */
export async function takeWorktree(
  from: KeptFor,
  commit: string,
  call: GitCall,
  administrative: string,
): Promise<boolean> {
  const inOrder = [...from.kept].sort((a, b) => Number(b.commit === commit) - Number(a.commit === commit));
  for (const candidate of inOrder) {
    if (!(await readsFilesAlike(from, candidate.commit, commit))) continue;
    const kept = await claim(candidate);
    if (kept === undefined) continue;
    if (await moveIn(kept, commit, call, administrative)) return true;
  }
  return false;
}

async function moveIn(kept: KeptWorktree, commit: string, call: GitCall, administrative: string): Promise<boolean> {
  const { folder } = call;
  const index = path.join(administrative, 'index');
  const link = await readFile(path.join(folder, '.git'), 'utf8');
  try {
    await rm(path.join(folder, '.git'));
    await rmdir(folder);
    await rename(filesIn(kept), folder);
    await rm(path.join(folder, '.git'), { recursive: true, force: true });
    await writeFile(path.join(folder, '.git'), link, { flag: 'wx' });
    await copyFile(indexIn(kept), index);
    await keepTime(indexIn(kept), index);
    if (await hidesChanges(call, index)) throw new Error('Its index hides changes.');
    await cleanse(call, index, commit);
    return true;
  } catch {
    // It only saves time: git writes all files then.
    await rm(index, { force: true });
    await rm(`${index}.lock`, { force: true });
    await emptied(folder);
    await writeFile(path.join(folder, '.git'), link);
    return false;
  } finally {
    await rm(kept.folder, { recursive: true, force: true });
  }
}

/** The folder, with nothing in it. */
async function emptied(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) await rm(path.join(folder, name), { recursive: true, force: true });
}

/** Attributes decide how files are converted, also those that are the same in both commits. */
function readsFilesAlike({ repository, alike }: KeptFor, from: string, to: string): Promise<boolean> {
  if (from === to) return Promise.resolve(true);
  const key = `${from} ${to}`;
  const known = alike.get(key) ?? compareAttributes(repository, from, to);
  alike.set(key, known);
  return known;
}

async function compareAttributes(repository: string, from: string, to: string): Promise<boolean> {
  try {
    const changed = await gitText(['diff-tree', '-r', '-z', '--name-only', from, to], { folder: repository });
    return !changed.split('\0').some((file) => path.posix.basename(file) === '.gitattributes');
  } catch {
    // The commit is gone.
    return false;
  }
}
