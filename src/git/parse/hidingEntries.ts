import { entriesAt } from './indexFile.ts';

const assumedUnchanged = 0x8000;
const skipsWorktree = 0x4000;

/**
 * Whether an index has entries at whose files git does not look: those marked assume-unchanged, and, unless it is that of a sparse
 * checkout, those marked skip-worktree.
 *
 * @param index content of the file
 * @param idBytes length of the name of an object: 20, or 32 in repositories of SHA-256
 * @returns undefined where only git can tell, because entries are compressed or are in another file
 */
export function hasHidingEntries(index: Buffer, idBytes: number, isSparse: boolean): boolean | undefined {
  return entriesAt(index, idBytes)?.some(
    ({ flags, more }) => (flags & assumedUnchanged) !== 0 || (!isSparse && (more & skipsWorktree) !== 0),
  );
}
