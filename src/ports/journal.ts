import type { Recorded } from '../core/model/events.ts';
import type { JournalRecord } from '../core/journal/record.ts';
import type { RecordRef } from '../core/model/gate.ts';

/** The append-only record of one run, held open for writing by one process at a time. */
export interface Journal {
  /** The last record on disk; number 0 before the first. */
  readonly end: RecordRef;
  /**
   * Appends the events of one command as one record and returns once it is flushed to disk. Whatever interrupts it, either
   * all of them are in the journal afterwards or none. Records are in the order of the calls.
   * @throws JournalError `lost-lease` when another process has taken over, `broken-chain` when something else has changed
   * the record, `disk-full`, `read-only`, `io`
   */
  append(events: readonly Recorded[]): Promise<void>;
  /** Gives up the lease; a journal without events is taken away again. Safe to call twice. */
  close(): Promise<void>;
}

export interface OpenedJournal {
  readonly journal: Journal;
  readonly records: readonly JournalRecord[];
}

export interface JournalStore {
  /** Creates the journal of a new run. @throws JournalError `exists` */
  create(run: string): Promise<Journal>;
  /**
   * Takes the lease and reads all records, taking away a last one that was cut off (a copy of its bytes is kept).
   * @throws JournalError `in-use` (says by whom), `broken-chain`, `unknown-record`, `old-record`, `not-found`
   */
  open(run: string): Promise<OpenedJournal>;
  /** Reads all events without the lease, for viewers. A last record that was cut off is left out, and stays in the file. */
  read(run: string): Promise<readonly Recorded[]>;
  /** Reads like `read`, with the last record: what something signed now follows. */
  readSealed(run: string): Promise<{ readonly events: readonly Recorded[]; readonly end: RecordRef }>;
  /**
   * Tells that the journal of a run may have grown since this was called, until the returned function is called. The run
   * need not exist yet.
   */
  watch(run: string, onChange: () => void): () => void;
  /** The process that has the run open; undefined when none has, as far as can be seen from here. */
  driver(run: string): Promise<RunDriver | undefined>;
  /** Runs with a journal, newest first. */
  list(): Promise<readonly { readonly run: string; readonly modifiedAt: number }[]>;
}

/** A process that drives a run. */
export interface RunDriver {
  readonly pid: number;
  readonly host: string;
  /** Since when, epoch milliseconds. */
  readonly since: number;
  /** Whether it is on this machine, where a process that ended without letting go is seen. */
  readonly here: boolean;
}

export type JournalReason =
  | 'exists'
  | 'not-found'
  | 'in-use'
  | 'lost-lease'
  | 'broken-chain'
  | 'unknown-record'
  | 'old-record'
  | 'disk-full'
  | 'read-only'
  | 'io';

/**
 * Whether an error is a JournalError, also one of a part that was loaded later and has a class of its own.
 * @param reason only with this reason; left out, with any
 */
export function isJournalError(error: unknown, reason?: JournalReason): error is JournalError {
  const is = error instanceof Error && error.name === 'JournalError' && 'reason' in error;
  return is && (reason === undefined || error.reason === reason);
}

export class JournalError extends Error {
  readonly reason: JournalReason;
  constructor(reason: JournalReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'JournalError';
    this.reason = reason;
  }
}
