import { constants } from 'node:fs';
import { access, rm, stat, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from './makeFolder.ts';
import { whyUnwritable } from './repositoryId.ts';
import { LayoutError } from './roots.ts';

/** The folders a run writes to. Absolute, native. */
export interface Places {
  readonly stateRoot: string;
  readonly worktreeRoot: string;
  /** The repository's shared git folder. */
  readonly gitFolder: string;
}

type Place = keyof Places;

/** Name of a place, and advice on how to choose another. */
const words: Readonly<Record<Place, { readonly name: string; readonly advice: string }>> = {
  stateRoot: {
    name: 'The folder for the records of runs',
    advice: 'Set WAVEGATE_STATE (in VS Code: wavegate.stateFolder) to a folder you can write to.',
  },
  worktreeRoot: {
    name: 'The folder for worktrees',
    advice:
      'Set WAVEGATE_WORKTREES (in VS Code: wavegate.worktreeFolder), or worktree.root in the plan, to a folder you can write to.',
  },
  gitFolder: {
    name: 'The git folder',
    advice: 'A run keeps its branches and worktrees there: make it writable, or clone the repository elsewhere.',
  },
};

/** Less than this is no space to begin a run with, in bytes. */
const littleSpace = 16 * 1024 * 1024;

/**
 * Refuses places that a run could not write to, before anybody is asked to approve one, and a worktree of another run.
 *
 * @throws LayoutError that names the first such place, why it cannot be written, and the setting to change
 */
export async function requireUsable(places: Places): Promise<void> {
  await requireOwnRepository(places);
  for (const place of ['gitFolder', 'stateRoot', 'worktreeRoot'] as const) {
    const problem = await placeProblem(place, places[place]);
    if (problem !== undefined) throw new LayoutError(problem);
  }
}

/** Why a place cannot be used, for people, with the setting to change; undefined when it can. */
export async function placeProblem(place: Place, folder: string): Promise<string | undefined> {
  const { name, advice } = words[place];
  try {
    await (place === 'gitFolder' ? requireGitFolder(folder) : requireWritable(folder));
    const disk = await statfs(folder).catch(() => undefined);
    // Some file systems, such as those in memory, count no blocks.
    const full = disk !== undefined && disk.blocks > 0 && disk.bavail * disk.bsize < littleSpace;
    return full ? `${name}, ${folder}, is on a disk that is full. Free some space. ${advice}` : undefined;
  } catch (error) {
    return `${name}, ${folder}, ${whyUnwritable(error)}. ${advice}`;
  }
}

/** The worktree of a session or of a try goes away with its run, and with it whatever a run had kept in its git folder. */
async function requireOwnRepository({ gitFolder, worktreeRoot }: Places): Promise<void> {
  const below = path.relative(path.dirname(worktreeRoot), gitFolder);
  if (below.startsWith('..') || path.isAbsolute(below)) return;
  // A repository of the person's may lie there too, where a plan puts worktrees beside it.
  if ((await stat(path.join(gitFolder, 'objects', 'info', 'alternates')).catch(() => undefined)) === undefined) return;
  throw new LayoutError(
    `${path.dirname(gitFolder)} is a worktree of a run, and goes away with it, so no run can start in it. Open the repository of that run, and start there.`,
  );
}

/** Nothing is written to the person's git folder only to see whether that can be done. */
async function requireGitFolder(folder: string): Promise<void> {
  for (const part of ['', 'objects', 'refs', 'worktrees']) {
    const place = path.join(folder, part);
    if ((await stat(place).catch(() => undefined)) !== undefined) await access(place, constants.W_OK);
  }
}

async function requireWritable(folder: string): Promise<void> {
  await makeFolder(folder);
  const probe = path.join(folder, `.wavegate-${process.pid}`);
  try {
    await writeFile(probe, 'Can this folder be written?\n');
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}
