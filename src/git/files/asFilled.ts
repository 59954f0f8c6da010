import { constants } from 'node:fs';
import { lstat, mkdtemp, open, readlink, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inParallel } from '../call/inParallel.ts';
import type { StatusEntry } from '../parse/status.ts';
import { runGit } from '../call/runGit.ts';
import { withTemporaryIndex } from './temporaryIndex.ts';
import { fillingSettings } from './worktreeSettings.ts';
import type { Filling } from './worktreeSettings.ts';

/** Comparing files waits for the disk, so some at once. */
const together = 16;
/** Bytes of a file that are compared at once. */
const pieceSize = 64 * 1024;

export interface FilledRequest {
  /** Any folder of the repository. */
  readonly repository: string;
  /** Folder the files are in. */
  readonly folder: string;
  /** Commit or tree whose files git has written there. */
  readonly commit: string;
  /** Relative to the folder, forward slashes; each is in the commit. */
  readonly paths: readonly string[];
  /** How the folder was filled. Default: as the person's settings have it. */
  readonly filling?: Filling | undefined;
}

/**
 * Finds the files that are still what git writes for them at a commit. Git itself may call such a file modified: one that
 * was committed before an attribute for line ends, `ident`, an encoding or a filter was set is converted on its way back, and
 * comes out as another file although it was not touched.
 *
 * The files are written once more, with the attributes of the commit, and compared byte for byte. One that cannot be
 * written, because its filter fails, counts as changed.
 */
export async function filesAsFilled(request: FilledRequest): Promise<ReadonlySet<string>> {
  const { repository, folder, commit, paths, filling } = request;
  if (paths.length === 0) return new Set();
  const copy = await mkdtemp(path.join(tmpdir(), 'wavegate-as-filled-'));
  try {
    await withTemporaryIndex(
      repository,
      async ({ env }) => {
        const { config, env: variables } = fillingSettings(filling);
        const call = { folder: copy, env: { ...variables, ...env }, config };
        await runGit(['read-tree', commit], call);
        // Attributes are read from the index on the way out, so those of the commit count.
        await runGit(['checkout-index', '-f', '-q', '-z', '--stdin'], {
          ...call,
          input: paths.join('\0'),
          accept: [0, 1, 128],
        });
      },
      { worktree: copy },
    );
    const same = await inParallel(paths, together, async (file) => {
      const [here, there] = [folder, copy].map((top) => path.join(top, ...file.split('/'))) as [string, string];
      return (await equalFiles(here, there)) ? file : undefined;
    });
    return new Set(same.filter((file) => file !== undefined));
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/**
 * Leaves those entries of a status out that git calls modified although the files are what it wrote itself.
 *
 * @param request where the files are, and the commit they were written from
 */
export async function changedSince(
  request: Omit<FilledRequest, 'paths'>,
  entries: readonly StatusEntry[],
): Promise<readonly StatusEntry[]> {
  const paths = entries.filter(({ state }) => state === '.M').map((entry) => entry.path);
  const same = await filesAsFilled({ ...request, paths });
  return entries.filter((entry) => !same.has(entry.path));
}

/** Whether two paths are links to the same place, or plain files with the same bytes. */
async function equalFiles(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((file) => lstat(file).catch(() => undefined)));
  if (a?.isSymbolicLink() === true && b?.isSymbolicLink() === true) {
    return (await readlink(one)) === (await readlink(other));
  }
  if (a?.isFile() !== true || b?.isFile() !== true || a.size !== b.size) return false;
  const files: FileHandle[] = [];
  try {
    for (const file of [one, other]) files.push(await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)));
    for (let at = 0; at < a.size; at += pieceSize) {
      const [mine, theirs] = await Promise.all(files.map((file) => readPiece(file, at)));
      if (mine === undefined || theirs === undefined || !mine.equals(theirs)) return false;
    }
    return true;
  } catch {
    // One that cannot be read is not known to be the same.
    return false;
  } finally {
    for (const file of files) await file.close();
  }
}

async function readPiece(file: FileHandle, at: number): Promise<Buffer> {
  const piece = Buffer.alloc(pieceSize);
  let filled = 0;
  while (filled < pieceSize) {
    const { bytesRead } = await file.read(piece, filled, pieceSize - filled, at + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return piece.subarray(0, filled);
}
