import { hash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { chmod, copyFile, lstat, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listFolder, readSmall } from '../place/smallFiles.ts';

/** A file of the git folder that steers what git does for everyone. */
export interface WatchedFile {
  readonly hash: string;
  /** Permission bits. */
  readonly mode: number;
  /** Base64. Absent for files too large to keep a second time; those can be noticed, not restored. */
  readonly content?: string;
}

/** Files by path relative to the repository's shared git folder, forward slashes. */
export type WatchedFiles = Readonly<Record<string, WatchedFile>>;

const single = [
  'config',
  'config.worktree',
  'info/exclude',
  'info/attributes',
  'info/grafts',
  'objects/info/alternates',
];
const folders = ['hooks'];
const largest = 1024 * 1024;

/** Reads the files through which a change in the git folder would reach the person's checkout and other sessions. */
export function readWatchedFiles(common: string): WatchedFiles {
  const listed = folders.flatMap((folder) =>
    listFolder(path.join(common, folder)).map(({ name }) => `${folder}/${name}`),
  );
  const files: Record<string, WatchedFile> = {};
  for (const name of [...single, ...listed]) {
    const file = readWatchedFile(path.join(common, ...name.split('/')));
    if (file !== undefined) files[name] = file;
  }
  return files;
}

/**
 * Puts a watched file back, or removes one that was not there.
 *
 * @param name relative to the git folder, forward slashes
 * @param backup folder that gets a copy of what is there now
 * @returns false when the earlier content was too large to be kept
 */
export async function restoreWatchedFile(
  common: string,
  name: string,
  before: WatchedFile | undefined,
  backup: string,
): Promise<boolean> {
  const file = path.join(common, ...name.split('/'));
  if ((await lstat(file).catch(() => undefined))?.isFile()) {
    const copy = path.join(backup, ...name.split('/'));
    await mkdir(path.dirname(copy), { recursive: true });
    await copyFile(file, copy);
  }
  if (before === undefined) {
    await rm(file, { recursive: true, force: true });
    return true;
  }
  if (before.content === undefined) return false;
  // A reader sees the old file or the new one, never half of it.
  const written = `${file}.wavegate`;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(written, Buffer.from(before.content, 'base64'));
  await chmod(written, before.mode);
  await rename(written, file);
  return true;
}

function readWatchedFile(file: string): WatchedFile | undefined {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found === undefined || found.isDirectory()) return undefined;
  const bytes = readSmall(file) ?? Buffer.alloc(0);
  const sum = hash('sha256', bytes);
  const kept = bytes.length <= largest ? { content: bytes.toString('base64') } : {};
  return { hash: found.isSymbolicLink() ? `link ${sum}` : sum, mode: found.mode & 0o777, ...kept };
}
