import { JournalError } from '../ports/journal.ts';
import type { Database } from './connect.ts';
import { asDatabaseError } from './errors.ts';
import { requireTables } from './schema.ts';

/** A run of a database as whoever decides what goes first sees it. */
export interface DatabaseRun {
  readonly run: string;
  /** First commit of its repository, where it has one. */
  readonly repository?: string;
  /** Steps before other runs: each counts as ten minutes of waiting. */
  readonly priority: number;
  /** Machine and process that drive it now. */
  readonly driver?: { readonly host: string; readonly pid: number };
  /** Sessions that wait for a host, and how long the first has waited, in seconds. */
  readonly waiting: number;
  readonly waitedSeconds: number;
  /** Sessions that a host is at work on. */
  readonly working: number;
  /** Epoch milliseconds. */
  readonly modifiedAt: number;
}

/** Runs of all repositories in a database, those that go first at the top. @throws JournalError */
export async function listDatabaseRuns(database: Database): Promise<readonly DatabaseRun[]> {
  return readable(database, async () => {
    await requireTables(database);
    const { rows } = await database.ask<RunRow & Record<string, unknown>>(
      `SELECT r.run, r.repository, r.priority, CASE WHEN r.leased_until > clock_timestamp() THEN r.holder END AS holder,
         extract(epoch FROM r.modified_at)::float8 * 1000 AS modified,
         count(j.run) FILTER (WHERE j.waits)::integer AS waiting,
         count(j.run) FILTER (WHERE NOT j.waits)::integer AS working,
         coalesce(extract(epoch FROM clock_timestamp() - min(j.queued_at) FILTER (WHERE j.waits)), 0)::float8 AS waited
       FROM wavegate.run r LEFT JOIN LATERAL (
         SELECT j.run, j.queued_at, j.host IS NULL OR j.leased_until < clock_timestamp() AS waits
         FROM wavegate.job j WHERE j.run = r.run AND j.result IS NULL) j ON true
       WHERE r.seq > 0 AND r.moved_at IS NULL
       GROUP BY r.run ORDER BY r.priority DESC, r.modified_at DESC`,
    );
    return rows.map(({ run, repository, priority, holder, waiting, working, waited, modified }) => ({
      run,
      priority,
      waiting,
      working,
      waitedSeconds: Math.round(waited),
      modifiedAt: modified,
      ...(repository === null ? {} : { repository }),
      ...(holder === null ? {} : { driver: { host: holder.host, pid: holder.pid } }),
    }));
  });
}

/**
 * Lets the sessions of a run go before those of others, or behind them. It counts for those that wait already.
 *
 * @param priority from -100 to 100
 * @returns the priority before @throws JournalError `not-found`, and `read-only` for a login that drives no runs
 */
export async function setPriority(database: Database, run: string, priority: number): Promise<number> {
  return readable(database, async () => {
    await requireTables(database);
    const { rows } = await database.ask<{ before: number }>(
      `UPDATE wavegate.run r SET priority = $2 FROM (SELECT run, priority FROM wavegate.run WHERE run = $1 FOR UPDATE) was
       WHERE r.run = was.run AND r.moved_at IS NULL RETURNING was.priority AS before`,
      [run, priority],
    );
    const [changed] = rows;
    if (changed !== undefined) return changed.before;
    throw new JournalError(
      'not-found',
      `There is no run ${run} in ${database.shown}. \`wavegate database runs\` lists those of all repositories.`,
    );
  });
}

interface RunRow {
  readonly run: string;
  readonly repository: string | null;
  readonly priority: number;
  readonly holder: { readonly host: string; readonly pid: number } | null;
  readonly waiting: number;
  readonly working: number;
  readonly waited: number;
  readonly modified: number;
}

async function readable<Result>(database: Database, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw asDatabaseError(error, database.shown);
  }
}
