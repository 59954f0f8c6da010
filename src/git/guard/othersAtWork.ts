import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Moment } from '../files/checkoutFiles.ts';
import { endedSince, readFingerprint } from './keptFingerprint.ts';

/**
 * Whether another session of the wave was at work at some time since a moment: its guard is beside this one's folder, and is up
 * or was taken down later. What such a session did is still there when this one ends.
 */
export async function wereOthersAtWork(guardFolder: string, since: Moment): Promise<boolean> {
  const parent = path.dirname(guardFolder);
  const names = await readdir(parent).catch(() => []);
  for (const name of names.filter((entry) => entry.endsWith('.guard') && entry !== path.basename(guardFolder))) {
    const folder = path.join(parent, name);
    if ((await readFingerprint(folder)) !== undefined || (await endedSince(folder, since))) return true;
  }
  return false;
}
