import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, readSync, readdirSync } from 'node:fs';
import type { Dirent } from 'node:fs';

/*
 * The few dozen small files of a git folder are read without waiting: in a process of its own that costs less than a turn of
 * the event loop for each. Whatever an agent has put in their place, reading ends.
 */

/** Bytes of a plain file, links followed; undefined when there is none that can be read. */
export function readSmall(file: string): Buffer | undefined {
  return withFile(file, (descriptor) => readFileSync(descriptor));
}

/** The same as text. */
export function readSmallText(file: string): string | undefined {
  return readSmall(file)?.toString('utf8');
}

/** The last bytes of a plain file, and whether these are all. */
export function readTail(file: string, most: number): { readonly text: string; readonly whole: boolean } | undefined {
  return withFile(file, (descriptor, size) => {
    const start = Math.max(0, size - most);
    const bytes = Buffer.alloc(size - start);
    const read = readSync(descriptor, bytes, 0, bytes.length, start);
    return { text: bytes.toString('utf8', 0, read), whole: start === 0 };
  });
}

/** Whether there is a file at a path, and no link to one. */
export function isPlainFile(file: string): boolean {
  try {
    return lstatSync(file).isFile();
  } catch {
    return false;
  }
}

/** Entries of a folder; empty where there is no such folder. */
export function listFolder(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function withFile<Result>(file: string, use: (descriptor: number, size: number) => Result): Result | undefined {
  try {
    // Without waiting for the other end of a pipe.
    const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const found = fstatSync(descriptor);
      return found.isFile() ? use(descriptor, found.size) : undefined;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}
