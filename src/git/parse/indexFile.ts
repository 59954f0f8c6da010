import { createHash } from 'node:crypto';

const extended = 0x4000;
const nameLength = 0x0fff;
/** Bytes before the name of the object that an entry holds: times, device, inode, mode, owner, size. */
const fixed = 40;
const sizeAt = 36;
const billion = 1_000_000_000n;

/** Where the parts of an entry are in an index, and its flags; `more` are those of extended entries. */
interface EntryAt {
  readonly at: number;
  readonly nameAt: number;
  readonly end: number;
  readonly flags: number;
  readonly more: number;
}

/** File as an index knows it: its object, when the system saw its last change, in nanoseconds, and its size on disk. */
export interface IndexEntry {
  readonly file: string;
  readonly id: string;
  readonly changed: bigint;
  readonly size: number;
}

/**
 * Length of the names of objects in an index: 20 bytes, or 32 in repositories of SHA-256. The hash at its end tells, and that the
 * file is whole.
 *
 * @param index content of the file
 * @returns undefined where there is no such hash
 */
export function idBytesOf(index: Buffer): number | undefined {
  const endsWith = (algorithm: string, bytes: number): boolean =>
    index.length > bytes &&
    createHash(algorithm).update(index.subarray(0, -bytes)).digest().equals(index.subarray(-bytes));
  if (endsWith('sha1', 20)) return 20;
  return endsWith('sha256', 32) ? 32 : undefined;
}

/**
 * Finds the entries of an index.
 *
 * @param idBytes length of the name of an object
 * @returns undefined where only git can tell, because entries are compressed, are in another file or stand for folders
 */
export function entriesAt(index: Buffer, idBytes: number): readonly EntryAt[] | undefined {
  if (index.length < 12 || index.toString('latin1', 0, 4) !== 'DIRC') return undefined;
  const version = index.readUInt32BE(4);
  if (version !== 2 && version !== 3) return undefined;
  const entries: EntryAt[] = [];
  let at = 12;
  for (let left = index.readUInt32BE(8); left > 0; left -= 1) {
    const flagsAt = at + fixed + idBytes;
    if (flagsAt + 4 > index.length) return undefined;
    const flags = index.readUInt16BE(flagsAt);
    const isExtended = (flags & extended) !== 0;
    const nameAt = flagsAt + (isExtended ? 4 : 2);
    const length = flags & nameLength;
    const end = length < nameLength ? nameAt + length : index.indexOf(0, nameAt);
    if (end < nameAt || index[end] !== 0) return undefined;
    entries.push({ at, nameAt, end, flags, more: isExtended ? index.readUInt16BE(flagsAt + 2) : 0 });
    // Entries are filled up with one to eight zeros.
    at += (end - at + 8) & ~7;
  }
  return isComplete(index, at, idBytes) ? entries : undefined;
}

/** Files of an index, one for each side of a conflict. @returns undefined where only git can tell */
export function parseIndex(index: Buffer): readonly IndexEntry[] | undefined {
  const idBytes = idBytesOf(index);
  const found = idBytes === undefined ? undefined : entriesAt(index, idBytes);
  return found?.map(({ at, nameAt, end }) => ({
    file: index.toString('utf8', nameAt, end),
    id: index.toString('hex', at + fixed, at + fixed + (idBytes ?? 0)),
    changed: BigInt(index.readUInt32BE(at)) * billion + BigInt(index.readUInt32BE(at + 4)),
    size: index.readUInt32BE(at + sizeAt),
  }));
}

/**
 * Whether the entries are all there is to know. Parts behind them whose names begin with a small letter change their meaning, such as
 * `link`, which says that others are in a shared index.
 */
function isComplete(index: Buffer, from: number, idBytes: number): boolean {
  let at = from;
  for (; at + 8 <= index.length - idBytes; at += 8 + index.readUInt32BE(at + 4)) {
    if ((index[at] ?? 0) >= 0x61) return false;
  }
  return at === index.length - idBytes;
}
