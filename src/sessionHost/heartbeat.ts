import { utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sessionFiles } from '../protocol/sessionFiles.ts';

const heartbeatMs = 1_000;

/**
 * Shows that a process looks after the session of a folder.
 *
 * @param beat called with every beat
 * @returns a timer; clearing it ends the beats
 */
export async function startHeartbeat(folder: string, beat: () => void = () => {}): Promise<NodeJS.Timeout> {
  const file = path.join(folder, sessionFiles.heartbeat);
  await writeFile(file, '');
  return setInterval(() => {
    const now = new Date();
    // Touching needs no space on the disk. A beat that fails is followed by the next one.
    utimes(file, now, now).catch(() => undefined);
    beat();
  }, heartbeatMs);
}
