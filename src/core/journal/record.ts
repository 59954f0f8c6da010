import type { Recorded } from '../model/events.ts';

/** Version of the record format; see docs/formats/journal.md. */
export const recordVersion = 2;

/** Hash that the first record gives for its predecessor. */
export const noHash = '0'.repeat(64);

/** One line of a journal, read: all that one command brought about, so that a journal never ends in the middle of it. */
export interface JournalRecord {
  /** Counts from 1 without gaps. */
  readonly seq: number;
  /** Fencing token of the lease under which it was written; never falls along the chain. */
  readonly token: number;
  /** Hash of the record before, or `noHash`. */
  readonly prev: string;
  readonly hash: string;
  /** In the order in which they happened; at least one. */
  readonly events: readonly Recorded[];
}

const hashMember = ',"hash":"';
/** Length of what a line's hash does not cover: the hash member and the closing brace. In characters, and in bytes. */
export const unsealedLength = hashMember.length + 64 + '"}'.length;

/**
 * Writes one record as a line, without the line break. The hash comes last and covers all the text before it exactly as
 * it stands, so that a reader checks bytes and need not write the JSON again the same way.
 */
export function encodeRecord(
  record: Omit<JournalRecord, 'hash'>,
  sha256: (text: string) => string,
): { readonly line: string; readonly hash: string } {
  const sealed = `${opening(record)}${JSON.stringify(record.events)}`;
  const hash = sha256(sealed);
  return { line: `${sealed}${closing(hash)}`, hash };
}

/** Text of a line before its events. ASCII, so its length in bytes and in characters is the same. */
export function opening({ seq, token, prev }: Pick<JournalRecord, 'seq' | 'token' | 'prev'>): string {
  return `{"v":${recordVersion},"seq":${seq},"token":${token},"prev":"${prev}","events":`;
}

/** End of a line with that hash: its last `unsealedLength` bytes. */
export function closing(hash: string): string {
  return `${hashMember}${hash}"}`;
}
