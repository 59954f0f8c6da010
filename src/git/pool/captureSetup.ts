import { closeSync, constants, copyFileSync, lstatSync, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { readlinkSync, readSync, symlinkSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { spellingsOf } from './worktreeNames.ts';

/** Files that set-up commands have left. */
export interface Captured {
  readonly bytes: number;
  /** Text files and links that name the worktree; relative, forward slashes. */
  readonly naming: readonly string[];
}

/** Names after which the files of another worktree could not be told from these. */
export interface Unfit {
  /** Sentence for people. */
  readonly problem: string;
}

/** Files looked at between two turns of the event loop. */
const together = 200;
/** Bytes of a file that are read at once. */
const chunk = 8 * 1024 * 1024;

/**
 * Copies what set-up commands have left in a worktree, by copy-on-write where the disk can, and finds out which files would lead
 * from a copy back to it.
 *
 * @param entries files and folders to copy; relative, forward slashes
 * @param without paths that are not to be copied, such as those that are put into every worktree
 * @param target folder that does not exist yet
 * @returns a problem where a copy would not be the same as what the commands leave elsewhere
 */
export async function captureSetup(
  worktrees: readonly [string, ...string[]],
  entries: readonly string[],
  without: ReadonlySet<string>,
  target: string,
): Promise<Captured | Unfit> {
  const [worktree] = worktrees;
  const names = spellingsOf(worktrees).map((name) => Buffer.from(name));
  const naming: string[] = [];
  const waiting = [...entries];
  let [bytes, seen] = [0, 0];
  mkdirSync(target, { recursive: true });
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (without.has(file)) continue;
    seen += 1;
    if (seen % together === 0) await nextTurn();
    const [from, to] = [path.join(worktree, ...file.split('/')), path.join(target, ...file.split('/'))];
    const found = lstatSync(from);
    if (found.isDirectory()) {
      mkdirSync(to, { recursive: true });
      for (const name of readdirSync(from)) waiting.push(`${file}/${name}`);
    } else if (found.isSymbolicLink()) {
      const leads = readlinkSync(from);
      const where = path.resolve(path.dirname(from), leads);
      const isInside = worktrees.some((top) => where === top || where.startsWith(top + path.sep));
      if (path.isAbsolute(leads) && isInside) naming.push(file);
      else if (!path.isAbsolute(leads) && !isInside)
        return { problem: `${file} is a link that leads out of the worktree` };
      mkdirSync(path.dirname(to), { recursive: true });
      symlinkSync(leads, to);
    } else if (found.isFile()) {
      const kind = namesIn(from, found.size, names);
      // Python compiles these again, with the path they have then.
      if (kind !== 'none' && file.endsWith('.pyc')) continue;
      if (kind === 'binary') return { problem: `${file} is no text and has the path of the worktree in it` };
      if (kind === 'text') naming.push(file);
      mkdirSync(path.dirname(to), { recursive: true });
      copyFileSync(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
      utimesSync(to, found.atime, found.mtime);
      bytes += found.size;
    } else return { problem: `${file} is neither a file nor a folder nor a link` };
  }
  return { bytes, naming };
}

/** Whether a file has one of some names in it, and can be written again with another. */
function namesIn(file: string, size: number, names: readonly Buffer[]): 'none' | 'text' | 'binary' {
  if (size <= chunk) {
    const content = readFileSync(file);
    if (!names.some((name) => content.includes(name))) return 'none';
    return content.includes(0) ? 'binary' : 'text';
  }
  // Nobody writes texts of this size by a path.
  const longest = Math.max(...names.map(({ length }) => length));
  const buffer = Buffer.alloc(chunk);
  const descriptor = openSync(file, 'r');
  try {
    for (let at = 0; at < size; at += chunk - longest) {
      const content = buffer.subarray(0, readSync(descriptor, buffer, 0, chunk, at));
      if (names.some((name) => content.includes(name))) return 'binary';
    }
    return 'none';
  } finally {
    closeSync(descriptor);
  }
}
