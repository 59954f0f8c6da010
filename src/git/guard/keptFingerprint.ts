import { lstat, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../../util/errors.ts';
import type { Moment } from '../files/checkoutFiles.ts';
import type { Fingerprint } from './fingerprint.ts';

const name = 'before.json';
const endedName = 'ended.json';

/**
 * Keeps a fingerprint on disk, complete or not at all, so that a session whose host dies is compared with it all the same.
 *
 * @param folder made if needed
 */
export async function keepFingerprint(folder: string, fingerprint: Fingerprint): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, name);
  await writeFile(`${file}.part`, JSON.stringify(fingerprint), { flush: true });
  await rename(`${file}.part`, file);
}

/**
 * Puts the fingerprint of a session that has ended aside: nothing is to be compared with it any more. Safe to repeat,
 * as where another process has taken this one for dead.
 */
export async function endFingerprint(folder: string): Promise<void> {
  await rename(path.join(folder, name), path.join(folder, endedName)).catch((error: unknown) => {
    if (errorCode(error) !== 'ENOENT') throw error;
  });
}

/** The fingerprint a folder contains, or undefined. Only Wavegate writes there. */
export async function readFingerprint(folder: string): Promise<Fingerprint | undefined> {
  const text = await readFile(path.join(folder, name), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Fingerprint);
}

/** Whether the fingerprint of a folder was put aside at or after a moment. */
export async function endedSince(folder: string, moment: Moment): Promise<boolean> {
  const ended = await lstat(path.join(folder, endedName), { bigint: true }).catch(() => undefined);
  return ended !== undefined && ended.ctimeNs >= BigInt(moment);
}
