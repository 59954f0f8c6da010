import { encodeRecord } from '../core/journal/record.ts';
import type { Recorded } from '../core/model/events.ts';
import type { RecordRef } from '../core/model/gate.ts';
import type { Digest } from '../ports/digest.ts';
import { JournalError } from '../ports/journal.ts';
import type { Journal } from '../ports/journal.ts';
import { askPatiently } from './connect.ts';
import type { Database } from './connect.ts';
import type { LeaseKeeper } from './lease.ts';

/**
 * How long an append asks again while the database is away, in milliseconds: as a server that fails over to another takes. Waiting
 * risks nothing, because meanwhile nobody else gets the run either, and the statement is settled by what it finds then.
 */
const appendPatienceMs = 60_000;

interface Waiting {
  readonly events: readonly Recorded[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** One statement: the end moves and the lines are there, or neither. Nothing is added by who has lost the run. */
const append = `
WITH moved AS (
  UPDATE wavegate.run SET seq = $4, hash = $5, modified_at = clock_timestamp(), repository = coalesce(repository, $8)
  WHERE run = $1 AND token = $2 AND seq = $3 AND hash = $9 AND moved_at IS NULL RETURNING run
)
INSERT INTO wavegate.record (run, seq, line)
SELECT moved.run, added.seq, added.line FROM moved, unnest($6::integer[], $7::text[]) AS added(seq, line)`;

/** Writes a journal whose lease is held. Appends that come while one is under way share the next one. */
export function createDatabaseWriter(options: {
  readonly database: Database;
  readonly run: string;
  readonly token: number;
  readonly keeper: LeaseKeeper;
  readonly end: RecordRef;
  readonly digest: Digest;
}): Journal {
  const { database, run, token, keeper, digest } = options;
  const { shown } = database;
  let { end } = options;
  let waiting: Waiting[] = [];
  let writing: Promise<void> | undefined;
  let closing: Promise<void> | undefined;
  /** Set when it is no longer known what the database has, or it is no longer ours. */
  let failed: Error | undefined;

  async function writeAll(): Promise<void> {
    // Callers of the same turn get into the first append together.
    await Promise.resolve();
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        if (failed !== undefined) throw failed;
        await write(batch);
        batch.forEach(({ resolve }) => resolve());
      } catch (error) {
        batch.forEach(({ reject }) => reject(error));
      }
    }
    writing = undefined;
  }

  async function write(batch: readonly Waiting[]): Promise<void> {
    let { seq, hash } = end;
    const lines: string[] = [];
    for (const { events } of batch) {
      seq += 1;
      const record = encodeRecord({ seq, token, prev: hash, events }, (sealed) => digest.sha256(sealed));
      hash = record.hash;
      lines.push(record.line);
    }
    const next = { seq, hash };
    const values = [run, token, end.seq, seq, hash, lines.map((_, at) => end.seq + 1 + at), lines];
    try {
      const add = async (): Promise<void> => {
        const { count } = await database.ask(append, [...values, repositoryOf(batch), end.hash]);
        if (count === 0) await explain(next);
      };
      await askPatiently(shown, add, appendPatienceMs);
    } catch (error) {
      // Whether the last try got through is not known where the connection broke, and where it was lost nothing is ours.
      const known = error instanceof JournalError && ['disk-full', 'read-only'].includes(error.reason);
      if (!known) failed = error instanceof Error ? error : new Error(String(error));
      throw error;
    }
    end = next;
  }

  /** Nothing was added: because the connection broke after an earlier try had been, or because it must not be. */
  async function explain(next: RecordRef): Promise<void> {
    const { rows } = await database.ask<{ token: number; seq: number; hash: string }>(
      'SELECT token, seq, hash FROM wavegate.run WHERE run = $1 AND moved_at IS NULL',
      [run],
    );
    const [now] = rows;
    if (now?.token === token && now.seq === next.seq && now.hash === next.hash) return;
    if (now?.token === token) {
      throw new JournalError(
        'broken-chain',
        `Run ${run} in ${shown} ends with record ${now.seq}, but Wavegate wrote ${end.seq}: something else has changed the ` +
          'record of this run. Nothing more is recorded in it. Look at it with "wavegate verify", then open the run again.',
      );
    }
    throw new JournalError(
      'lost-lease',
      `Another process has taken over run ${run} in ${shown}. Nothing was recorded here; go on there, or open the run again.`,
    );
  }

  async function closeAll(): Promise<void> {
    await writing;
    keeper.stop();
    // A run that never got its first event is no run: left behind, it would be in the way of another of its name.
    const statement =
      end.seq === 0
        ? 'DELETE FROM wavegate.run WHERE run = $1 AND token = $2 AND seq = 0'
        : 'UPDATE wavegate.run SET leased_until = clock_timestamp(), holder = NULL WHERE run = $1 AND token = $2';
    await askPatiently(shown, () => database.ask(statement, [run, token]), 2_000);
  }

  return {
    get end() {
      return { seq: end.seq, hash: end.hash };
    },
    append(events) {
      if (closing !== undefined) {
        return Promise.reject(
          new JournalError('lost-lease', `The journal of run ${run} was closed. Open the run again.`),
        );
      }
      if (events.length === 0) return Promise.resolve();
      return new Promise((resolve, reject) => {
        waiting.push({ events, resolve, reject });
        writing ??= writeAll();
      });
    },
    close() {
      closing ??= closeAll();
      return closing;
    },
  };
}

/** First commit of the repository, where the run starts with this. */
function repositoryOf(batch: readonly Waiting[]): string | null {
  const first = batch[0]?.events[0];
  return first?.type === 'run-started' ? first.repository.rootCommit : null;
}
