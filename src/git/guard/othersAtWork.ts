import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { readFingerprint } from './keptFingerprint.ts';

/** Whether the guard of another session stands beside a guard's folder and is still up. */
export async function areOthersAtWork(guardFolder: string): Promise<boolean> {
  const parent = path.dirname(guardFolder);
  const names = await readdir(parent).catch(() => []);
  for (const name of names.filter((entry) => entry.endsWith('.guard') && entry !== path.basename(guardFolder))) {
    if ((await readFingerprint(path.join(parent, name))) !== undefined) return true;
  }
  return false;
}
