import type { Recorded } from '../run/events.ts';

/** Version of the record format; see docs/formats/journal.md. */
export const recordVersion = 1;

/** What the first record names as the one before it. */
export const noHash = '0'.repeat(64);

/** One line of a journal, read. */
export interface JournalRecord {
  /** Counts from 1 without gaps. */
  readonly seq: number;
  /** Fencing token of the lease under which it was written; never falls along the chain. */
  readonly token: number;
  /** Hash of the record before, or `noHash`. */
  readonly prev: string;
  readonly hash: string;
  readonly event: Recorded;
}

const hashMember = ',"hash":"';
/** Length of the end of every line: the hash member and the closing brace. */
const endLength = hashMember.length + 64 + '"}'.length;

/**
 * Writes one record as a line, without the line break. The hash comes last and covers all the text before it exactly as
 * it stands, so that a reader checks bytes and need not write the JSON again the same way.
 */
export function encodeRecord(
  record: Omit<JournalRecord, 'hash'>,
  sha256: (text: string) => string,
): { readonly line: string; readonly hash: string } {
  const { seq, token, prev, event } = record;
  const sealed = `{"v":${recordVersion},"seq":${seq},"token":${token},"prev":"${prev}","event":${JSON.stringify(event)}`;
  const hash = sha256(sealed);
  return { line: `${sealed}${hashMember}${hash}"}`, hash };
}

/** The text a line's hash covers, and the hash it carries; undefined if the line does not end as a record does. */
export function splitRecord(line: string): { readonly sealed: string; readonly hash: string } | undefined {
  const end = line.slice(-endLength);
  if (end.length < endLength || !end.startsWith(hashMember) || !end.endsWith('"}')) return undefined;
  return { sealed: line.slice(0, -endLength), hash: end.slice(hashMember.length, -2) };
}
