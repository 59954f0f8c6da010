const assumedUnchanged = 0x8000;
const extended = 0x4000;
const skipsWorktree = 0x4000;
const nameLength = 0x0fff;
/** Bytes before the name of the object that an entry holds: times, device, inode, mode, owner, size. */
const fixed = 40;

/**
 * Whether an index has entries at whose files git does not look: those marked assume-unchanged, and, unless it is that of a sparse
 * checkout, those marked skip-worktree.
 *
 * @param index content of the file
 * @param idBytes length of the name of an object: 20, or 32 in repositories of SHA-256
 * @returns undefined where only git can tell, because entries are compressed or are in another file
 */
export function hasHidingEntries(index: Buffer, idBytes: number, isSparse: boolean): boolean | undefined {
  if (index.length < 12 || index.toString('latin1', 0, 4) !== 'DIRC') return undefined;
  const version = index.readUInt32BE(4);
  if (version !== 2 && version !== 3) return undefined;
  let at = 12;
  for (let left = index.readUInt32BE(8); left > 0; left -= 1) {
    const flagsAt = at + fixed + idBytes;
    if (flagsAt + 4 > index.length) return undefined;
    const flags = index.readUInt16BE(flagsAt);
    if ((flags & assumedUnchanged) !== 0) return true;
    const more = (flags & extended) !== 0;
    if (more && !isSparse && (index.readUInt16BE(flagsAt + 2) & skipsWorktree) !== 0) return true;
    const nameAt = flagsAt + (more ? 4 : 2);
    const length = flags & nameLength;
    const end = length < nameLength ? nameAt + length : index.indexOf(0, nameAt);
    if (end < nameAt || index[end] !== 0) return undefined;
    // Entries are filled up with one to eight zeros.
    at += (end - at + 8) & ~7;
  }
  return hasExtension(index, at, idBytes, 'link') ? undefined : false;
}

/** Whether one of the parts behind the entries has a name. `link`: entries are in a shared index. */
function hasExtension(index: Buffer, from: number, idBytes: number, name: string): boolean {
  for (let at = from; at + 8 <= index.length - idBytes; at += 8 + index.readUInt32BE(at + 4)) {
    if (index.toString('latin1', at, at + 4) === name) return true;
  }
  return false;
}
