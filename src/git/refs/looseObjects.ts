import { createHash } from 'node:crypto';
import path from 'node:path';
import { inflateSync } from 'node:zlib';
import { readSmall } from '../place/smallFiles.ts';

/** Bytes of the largest object that is read so. */
const most = 1024 * 1024;

/**
 * Content of a commit that is a file of its own in the git folder, as those made just now are: `git cat-file` tells the same, and costs
 * a process. It is taken only where its hash is its name.
 *
 * @param common the shared git folder. Absolute, native
 * @param id its full name
 * @returns undefined where only git can tell: for other objects, and those in packs or borrowed
 */
export function looseCommit(common: string, id: string): Buffer | undefined {
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(id)) return undefined;
  const packed = readSmall(path.join(common, 'objects', id.slice(0, 2), id.slice(2)));
  const object = packed && inflated(packed);
  if (object === undefined) return undefined;
  const hash = createHash(id.length === 40 ? 'sha1' : 'sha256')
    .update(object)
    .digest('hex');
  const start = object.indexOf(0) + 1;
  const isCommit = hash === id && object.toString('latin1', 0, start) === `commit ${object.length - start}\0`;
  return isCommit ? object.subarray(start) : undefined;
}

function inflated(bytes: Buffer): Buffer | undefined {
  try {
    return inflateSync(bytes, { maxOutputLength: most });
  } catch {
    return undefined;
  }
}
