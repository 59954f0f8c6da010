import { noHash } from '../core/journal/record.ts';
import type { JournalRecord } from '../core/journal/record.ts';
import { JournalError } from '../ports/journal.ts';
import type { Database } from './connect.ts';
import { asDatabaseError } from './errors.ts';
import { requireTables } from './schema.ts';

/**
 * Takes the journal of a run into the database: all of it, or nothing. One that was in it before and was moved away is gone on with,
 * if the other begins with it.
 *
 * @param lines of the journal, of which `records` is the content
 * @throws JournalError `exists` when the run is in the database, `broken-chain` when the two are not the same run
 */
export async function adoptRun(
  database: Database,
  run: string,
  lines: readonly string[],
  records: readonly JournalRecord[],
): Promise<void> {
  const { shown } = database;
  const last = records.at(-1);
  const started = records[0]?.events[0];
  const repository = started?.type === 'run-started' ? started.repository.rootCommit : null;
  try {
    await requireTables(database);
    await database.together(async (ask) => {
      await ask(
        `INSERT INTO wavegate.run (run, repository, token, leased_until, hash, moved_at)
         VALUES ($1, $2, 0, clock_timestamp(), $3, clock_timestamp()) ON CONFLICT DO NOTHING`,
        [run, repository, noHash],
      );
      const { rows } = await ask<{ moved: boolean }>(
        'SELECT moved_at IS NOT NULL AS moved FROM wavegate.run WHERE run = $1 FOR UPDATE',
        [run],
      );
      if (rows[0]?.moved !== true) throw new JournalError('exists', `There is a run ${run} already, in ${shown}.`);
      const had = await ask<{ line: string }>('SELECT line FROM wavegate.record WHERE run = $1 ORDER BY seq', [run]);
      if (had.rows.some(({ line }, at) => line !== lines[at])) {
        throw new JournalError(
          'broken-chain',
          `Run ${run} was in ${shown} before, with another record than the files have now. Look at both with "wavegate verify".`,
        );
      }
      const added = lines.slice(had.rows.length);
      await ask(
        `INSERT INTO wavegate.record (run, seq, line)
         SELECT $1, added.seq, added.line FROM unnest($2::integer[], $3::text[]) AS added(seq, line)`,
        [run, added.map((_, at) => had.rows.length + at + 1), added],
      );
      await ask(
        `UPDATE wavegate.run SET seq = $2, hash = $3, token = greatest(token, $4), holder = NULL, moved_at = NULL,
           leased_until = clock_timestamp(), modified_at = clock_timestamp() WHERE run = $1`,
        [run, lines.length, last?.hash ?? noHash, last?.token ?? 0],
      );
    });
  } catch (error) {
    throw asDatabaseError(error, shown);
  }
}

/** Notes that a run is in files from now on; its records stay. @param token of the lease under which it was opened */
export async function releaseRun(database: Database, run: string, token: number): Promise<void> {
  try {
    const { count } = await database.ask(
      `UPDATE wavegate.run SET moved_at = clock_timestamp(), holder = NULL, leased_until = clock_timestamp()
       WHERE run = $1 AND token = $2`,
      [run, token],
    );
    if (count === 1) return;
  } catch (error) {
    throw asDatabaseError(error, database.shown);
  }
  throw new JournalError(
    'lost-lease',
    `Another process has taken over run ${run} in ${database.shown}. Nothing was moved.`,
  );
}
