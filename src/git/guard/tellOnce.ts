import { hash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Difference } from './compareFingerprints.ts';

/**
 * Differences that no other session has told people of: those that run at the same time all see what the person does
 * meanwhile.
 *
 * @param guardFolder of the session. A session that is looked at again tells the same again
 */
export async function untold(differences: readonly Difference[], guardFolder: string): Promise<readonly Difference[]> {
  if (differences.length === 0) return [];
  const folder = path.join(path.dirname(guardFolder), 'told');
  const name = path.basename(guardFolder);
  await mkdir(folder, { recursive: true });
  const mine: Difference[] = [];
  for (const difference of differences) {
    const file = path.join(folder, keyOf(difference));
    const first = await writeFile(file, name, { flag: 'wx' }).then(
      () => true,
      () => false,
    );
    if (first || (await readFile(file, 'utf8').catch(() => name)) === name) mine.push(difference);
  }
  return mine;
}

function keyOf({ what, name, ...difference }: Difference): string {
  const after = 'after' in difference ? difference.after : '';
  return hash('sha256', JSON.stringify([what, name, after])).slice(0, 32);
}
