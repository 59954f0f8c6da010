import { constants, lstat, mkdir, open, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Files that Wavegate and an agent exchange, in `.wavegate/` of the worktree. Absolute native paths. */
export interface WorkFolder {
  readonly directive: string;
  readonly handoff: string;
  /** Notes of an earlier session for this one; only where its conversation is not resumed. */
  readonly handOver?: string;
  /** Time of the directive by the clock of its file system, in epoch milliseconds. */
  readonly writtenAt: number;
}

/** No honest handoff comes near this. */
const handoffLimit = 1024 * 1024;

/**
 * Prepares the folder for a session: ignored by git, with the directive in it, what an earlier session left if that is
 * handed over, and without anybody's handoff.
 *
 * @throws Error when `.wavegate` is there and no folder of its own, but a link or a file of the repository
 */
export async function prepareWorkFolder(worktree: string, directive: string, handOver?: string): Promise<WorkFolder> {
  const folder = path.join(worktree, '.wavegate');
  const names = { directive: path.join(folder, 'directive.md'), handoff: path.join(folder, 'handoff.json') };
  await requireOwn(folder);
  await mkdir(folder, { recursive: true });
  await rm(names.handoff, { recursive: true, force: true });
  await replace(path.join(folder, '.gitignore'), '*\n');
  await replace(names.directive, directive);
  const files = { ...names, writtenAt: (await lstat(names.directive)).mtimeMs };
  if (handOver === undefined) return files;
  const file = path.join(folder, 'handover.md');
  await replace(file, handOver);
  return { ...files, handOver: file };
}

/** @throws Error for people where something of the repository is in the folder's place */
async function requireOwn(folder: string): Promise<void> {
  const there = await lstat(folder).catch(() => undefined);
  if (there === undefined || there.isDirectory()) return;
  const what = there.isSymbolicLink() ? 'link' : 'file';
  throw new Error(
    `${folder} is a ${what}. Wavegate needs a folder of its own there: remove the ${what} from the repository.`,
  );
}

/** Writes a file anew: what an earlier task has committed in its place may be a link, through which a file outside would be written. */
async function replace(file: string, text: string): Promise<void> {
  await rm(file, { recursive: true, force: true });
  await writeFile(file, text, { flag: 'wx' });
}

/** A handoff as it was found. */
export interface HandoffFile {
  readonly text: string;
  /** Size in bytes of one that is longer than any honest handoff; its text is not read then. */
  readonly size?: number;
  /** Epoch milliseconds by the clock of its file system; absent where the agent said its handoff instead. */
  readonly modifiedAt?: number;
}

/**
 * Reads the handoff an agent left. Only a plain file counts: a link could show another session's, and a pipe would keep
 * its reader waiting.
 *
 * @returns undefined if there is none
 */
export async function readHandoffFile(file: string): Promise<HandoffFile | undefined> {
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const handle = await open(file, flags).catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) return undefined;
    // What is cut off is no JSON, and its size says why.
    if (stats.size > handoffLimit) return { text: '', size: stats.size, modifiedAt: stats.mtimeMs };
    return { text: await handle.readFile('utf8'), modifiedAt: stats.mtimeMs };
  } finally {
    await handle.close();
  }
}
