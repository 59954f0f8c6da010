import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';

/**
 * Writes a file that is whole at every moment, whatever ends this process, and however many write it at a time: the last one
 * counts.
 *
 * @param mode of a file that is new. Default: readable by its owner alone
 * @throws Error of the file system; nothing is left behind then
 */
export async function writeWhole(file: string, text: string, mode = 0o600): Promise<void> {
  const draft = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(draft, text, { flag: 'wx', mode });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
