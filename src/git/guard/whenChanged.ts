import { statSync } from 'node:fs';
import path from 'node:path';
import type { Difference } from './compareFingerprints.ts';
import type { Fingerprint } from './fingerprint.ts';

const nanoseconds = 1_000_000n;

/**
 * When something was changed, in words and in this machine's time: as the time of its file tells it, and else between which
 * two looks at it.
 */
export function whenChanged({ what, name }: Difference, { top, common, moment }: Fingerprint): string {
  const folder = what === 'file' ? top : common;
  const found =
    what === 'head' ? undefined : statSync(path.join(folder, ...name.split('/')), { throwIfNoEntry: false });
  if (found?.isFile() === true) return `at ${clock(found.mtimeMs)}`;
  return `between ${clock(Number(BigInt(moment) / nanoseconds))} and ${clock(Date.now())}`;
}

/** `14:05` */
function clock(at: number): string {
  return new Date(at).toTimeString().slice(0, 5);
}
