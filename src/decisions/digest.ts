import { createHash } from 'node:crypto';
import type { Digest } from '../ports/digest.ts';

/** Hashes of Node's own crypto. */
export const digest: Digest = {
  sha256: (text) => createHash('sha256').update(text, 'utf8').digest('hex'),
};
