import { verifyChain } from '../core/journal/chain.ts';
import type { CheckedChain } from '../core/journal/chain.ts';
import { noHash } from '../core/journal/record.ts';
import type { JournalRecord } from '../core/journal/record.ts';
import type { Digest } from '../ports/digest.ts';
import { JournalError } from '../ports/journal.ts';
import type { JournalEnd } from './writer.ts';

/** The bytes of a journal, taken apart. */
export interface JournalContent {
  readonly records: readonly JournalRecord[];
  readonly end: JournalEnd;
  /** Bytes after the last line break: a write that was cut off. Empty when there are none. */
  readonly torn: Uint8Array;
}

const lineBreak = 0x0a;

/** Splits a journal into complete lines and checks their chain, keeping the problem as data. */
export function checkJournal(bytes: Buffer, digest: Digest): CheckedChain & { readonly torn: Buffer } {
  const size = bytes.lastIndexOf(lineBreak) + 1;
  const lines = size === 0 ? [] : bytes.toString('utf8', 0, size - 1).split('\n');
  return { ...verifyChain(lines, (text) => digest.sha256(text)), torn: bytes.subarray(size) };
}

/** @throws JournalError `broken-chain`, `unknown-record`: with the line, and what to do */
export function parseJournal(bytes: Buffer, file: string, digest: Digest): JournalContent {
  const { records, problem, torn } = checkJournal(bytes, digest);
  if (problem !== undefined) {
    const advice =
      problem.reason === 'unknown-record'
        ? 'Open the run with the version that wrote it, or a newer one.'
        : 'The journal was changed or damaged, so the run is not opened. Put back a copy of the file from a backup, ' +
          'or start a new run from the last wave commit.';
    throw new JournalError(problem.reason, `${file}: ${problem.message} ${advice}`);
  }
  const last = records.at(-1);
  const end = { seq: last?.seq ?? 0, hash: last?.hash ?? noHash, size: bytes.length - torn.length };
  return { records, end, torn };
}
