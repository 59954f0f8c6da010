import { cp, lstat, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { touched } from './checkoutFiles.ts';
import type { FileStates } from './checkoutFiles.ts';

/** Bytes of one file, and files in all: what a person has under way is small. */
const largest = 1024 * 1024;
const most = 500;

/** Copies files in no commit, so that they can be put back. Large ones, and all beyond the first 500, are left out. */
export async function keepFiles(top: string, states: FileStates, folder: string): Promise<void> {
  const files = Object.keys(states).filter((file) => states[file] !== touched && !file.endsWith('/'));
  for (const file of files.slice(0, most)) {
    const place = native(top, file);
    const found = await lstat(place).catch(() => undefined);
    if (found === undefined || found.isDirectory() || found.size > largest) continue;
    await copy(place, native(folder, file));
  }
}

/** Copies a file, link or folder as it is, with the folders that lead to it. */
export async function copy(from: string, to: string): Promise<void> {
  await mkdir(path.dirname(to), { recursive: true });
  await cp(from, to, { recursive: true, verbatimSymlinks: true, force: true, preserveTimestamps: true });
}

/** The native path of a file below a folder. */
export function native(folder: string, file: string): string {
  return path.join(folder, ...file.split('/'));
}
