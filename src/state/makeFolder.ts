import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * Makes a folder and those above it, for this user alone. Step by step: Node's own recursive mkdir never ends in /proc,
 * and calls a read-only file system a missing folder.
 *
 * @throws the system's error when one cannot be made, or a file is in its place
 */
export async function makeFolder(folder: string): Promise<void> {
  if ((await stat(folder).catch(() => undefined))?.isDirectory() === true) return;
  const parent = path.dirname(folder);
  if (parent !== folder) await makeFolder(parent);
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    // Another process may have made it meanwhile.
    if ((await stat(folder).catch(() => undefined))?.isDirectory() !== true) throw error;
  }
}
