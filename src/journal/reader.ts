import { verifyChain } from '../core/journal/chain.ts';
import type { ChainLine, ChainProblem, CheckedChain } from '../core/journal/chain.ts';
import { noHash, unsealedLength } from '../core/journal/record.ts';
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
  return { ...verifyChain(linesOf(bytes.subarray(0, size), digest)), torn: bytes.subarray(size) };
}

/** The lines one by one: a long journal is not held as text as well. */
function* linesOf(bytes: Buffer, digest: Digest): Generator<ChainLine> {
  let start = 0;
  while (start < bytes.length) {
    const end = bytes.indexOf(lineBreak, start);
    const sealed = bytes.subarray(start, Math.max(start, end - unsealedLength));
    yield new Line(bytes, start, end, digest.sha256(sealed));
    start = end + 1;
  }
}

class Line implements ChainLine {
  readonly #bytes: Buffer;
  readonly #start: number;
  readonly length: number;
  readonly sealHash: string;

  constructor(bytes: Buffer, start: number, end: number, sealHash: string) {
    this.#bytes = bytes;
    this.#start = start;
    this.length = end - start;
    this.sealHash = sealHash;
  }

  text(start: number, end: number): string {
    return this.#bytes.toString('utf8', this.#start + start, this.#start + end);
  }
}

const advice: Readonly<Record<ChainProblem['reason'], string>> = {
  'old-record': '',
  'unknown-record': ' Open the run with the version that wrote it, or a newer one.',
  'broken-chain':
    ' The journal was changed or damaged, so the run is not opened. Put back a copy of the file from a backup, ' +
    'or start a new run from the last wave commit.',
};

/** @throws JournalError `broken-chain`, `unknown-record`, `old-record`: with the line, and what to do */
export function parseJournal(bytes: Buffer, file: string, digest: Digest): JournalContent {
  const { records, problem, torn } = checkJournal(bytes, digest);
  if (problem !== undefined) {
    throw new JournalError(problem.reason, `${file}: ${problem.message}${advice[problem.reason]}`);
  }
  const last = records.at(-1);
  const end = { seq: last?.seq ?? 0, hash: last?.hash ?? noHash, size: bytes.length - torn.length };
  return { records, end, torn };
}
