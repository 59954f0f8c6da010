import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Leaves the result of a session where it is expected: complete or not at all.
 * @param {string} file
 * @param {object} handoff session, task, status, summary, filesChanged, verification and what else there is to say
 */
export async function writeHandoff(file, handoff) {
  await mkdir(path.dirname(file), { recursive: true });
  const temporary = `${file}.new`;
  await writeFile(temporary, `${JSON.stringify(handoff, null, 2)}\n`);
  await rename(temporary, file);
}
