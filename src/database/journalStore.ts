import { hostname } from 'node:os';
import { parseChain } from './chain.ts';
import { noHash } from '../core/journal/record.ts';
import type { JournalRecord } from '../core/journal/record.ts';
import type { Digest } from '../ports/digest.ts';
import { JournalError } from '../ports/journal.ts';
import type { Journal, JournalStore } from '../ports/journal.ts';
import type { ProcessIdentity, Programs } from '../ports/programs.ts';
import { askPatiently } from './connect.ts';
import type { Database } from './connect.ts';
import { jsonbText } from './jsonb.ts';
import { createLeaseKeeper, leaseSeconds } from './lease.ts';
import type { Holder } from './lease.ts';
import { requireTables } from './schema.ts';
import { createDatabaseWriter } from './writer.ts';

export interface DatabaseJournalOptions {
  readonly database: Database;
  /** Tells whether the process that holds a lease still lives, if it is one of this machine. */
  readonly identify: Programs['identify'];
  readonly digest: Digest;
  /** First commit of the repository whose runs these are. Default: the runs of all. */
  readonly repository?: () => Promise<string>;
  /** Time for which a driver that is not heard of keeps a run, in seconds. Default: 15 */
  readonly lease?: number;
}

interface RunRow {
  readonly repository: string | null;
  readonly token: number;
  readonly holder: Holder | null;
  readonly free: boolean;
  readonly wait: number;
  readonly since: number;
  readonly seq: number;
  readonly hash: string;
  readonly moved: boolean;
}

/** Journals in a database: a store like the one of files, and the text of a journal as it would be in a file. */
export interface DatabaseJournals extends JournalStore {
  bytes(run: string): Promise<Buffer>;
  /** Token of the lease under which this store last opened a run. */
  token(run: string): number | undefined;
}

const runColumns = `repository, token, holder, leased_until <= clock_timestamp() AS free,
  extract(epoch FROM leased_until - clock_timestamp())::float8 AS wait, coalesce((holder->>'at')::float8, 0) AS since, seq, hash,
  moved_at IS NOT NULL AS moved`;

/** Journals of a team in PostgreSQL. Records and their chain are as in files: see docs/formats/journal.md. */
export function createDatabaseJournals(options: DatabaseJournalOptions): DatabaseJournals {
  const { database, digest, identify } = options;
  const { shown } = database;
  const seconds = options.lease ?? leaseSeconds;
  const tokens = new Map<string, number>();
  let checked: Promise<void> | undefined;
  let own: Promise<string> | undefined;

  /** Asks once the tables are known to be right; a failure is found again the next time. */
  async function ready<Result>(question: () => Promise<Result>): Promise<Result> {
    return askPatiently(
      shown,
      async () => {
        checked ??= requireTables(database);
        await checked.catch((error: unknown) => {
          checked = undefined;
          throw error;
        });
        return question();
      },
      0,
    );
  }

  async function ownRepository(): Promise<string | undefined> {
    own ??= options.repository?.().catch((error: unknown) => {
      own = undefined;
      throw error;
    });
    return own;
  }

  async function find(run: string): Promise<RunRow> {
    const { rows } = await ready(() =>
      database.ask<RunRow & Record<string, unknown>>(`SELECT ${runColumns} FROM wavegate.run WHERE run = $1`, [run]),
    );
    const [row] = rows;
    if (row === undefined) throw notFound(run, shown);
    if (row.moved) {
      throw new JournalError(
        'not-found',
        `Run ${run} was moved from ${shown} to files. Go on with it there: leave out --database.`,
      );
    }
    const repository = await ownRepository();
    if (repository !== undefined && row.repository !== null && row.repository !== repository) {
      throw new JournalError(
        'not-found',
        `Run ${run} in ${shown} is of another repository. Open a checkout of that one.`,
      );
    }
    return row;
  }

  async function lines(run: string): Promise<readonly string[]> {
    const { rows } = await ready(() =>
      database.ask<{ line: string }>('SELECT line FROM wavegate.record WHERE run = $1 ORDER BY seq', [run]),
    );
    return rows.map(({ line }) => line);
  }

  async function load(run: string): Promise<readonly JournalRecord[]> {
    return parseChain(await lines(run), `Run ${run} in ${shown}`, digest);
  }

  function journalOf(run: string, token: number, end: Pick<RunRow, 'seq' | 'hash'>): Journal {
    tokens.set(run, token);
    const keeper = createLeaseKeeper({ database, run, token, seconds });
    return createDatabaseWriter({ database, run, token, keeper, end, digest });
  }

  async function self(): Promise<Holder> {
    const identity: ProcessIdentity = (await identify(process.pid)) ?? { pid: process.pid, started: '' };
    return { ...identity, host: hostname(), at: Date.now() };
  }

  return {
    async create(run) {
      const holder = jsonbText(await self());
      const { count } = await ready(() =>
        database.ask(
          `INSERT INTO wavegate.run (run, token, holder, leased_until, hash)
           VALUES ($1, 1, $2, clock_timestamp() + make_interval(secs => $3), $4) ON CONFLICT DO NOTHING`,
          [run, holder, seconds, noHash],
        ),
      );
      if (count === 0) {
        throw new JournalError(
          'exists',
          `There is a run ${run} already, in ${shown}. Resume it, or start one with another id.`,
        );
      }
      return journalOf(run, 1, { seq: 0, hash: noHash });
    },

    async open(run) {
      const row = await find(run);
      await refuseIfHeld(run, row, identify);
      const holder = jsonbText(await self());
      const token = row.token + 1;
      const { rows } = await ready(() =>
        database.ask<{ seq: number; hash: string }>(
          `UPDATE wavegate.run SET token = $2, holder = $3, leased_until = clock_timestamp() + make_interval(secs => $4)
           WHERE run = $1 AND token = $5 RETURNING seq, hash`,
          [run, token, holder, seconds, row.token],
        ),
      );
      const [end] = rows;
      if (end === undefined) {
        throw new JournalError('in-use', `Another process is opening run ${run} just now. Try again.`);
      }
      const journal = journalOf(run, token, end);
      try {
        const records = await load(run);
        const last = records.at(-1);
        if ((last?.seq ?? 0) !== end.seq || (last?.hash ?? noHash) !== end.hash) {
          throw new JournalError(
            'broken-chain',
            `Run ${run} in ${shown} has ${records.length} records and should have ${end.seq}: the tables were changed by ` +
              'something else. Put the database back from a backup, or start a new run from the last wave commit.',
          );
        }
        return { journal, records };
      } catch (error) {
        await journal.close().catch(() => undefined);
        throw error;
      }
    },

    async read(run) {
      await find(run);
      return (await load(run)).flatMap(({ events }) => events);
    },

    async readSealed(run) {
      await find(run);
      const records = await load(run);
      const last = records.at(-1);
      return {
        events: records.flatMap(({ events }) => events),
        end: { seq: last?.seq ?? 0, hash: last?.hash ?? noHash },
      };
    },

    watch(run, onChange) {
      const stop = database.listen(`run:${run}`, onChange);
      // The connection that listens lets the process end; whoever watches means to stay.
      const stay = setInterval(() => undefined, 2 ** 30);
      return () => {
        clearInterval(stay);
        stop();
      };
    },

    async driver(run) {
      const row = await find(run).catch(() => undefined);
      if (row?.holder === undefined || row.holder === null || row.free) return undefined;
      const { pid, host, at, started } = row.holder;
      const here = host === hostname();
      if (here && (await identify(pid))?.started !== started) return undefined;
      return { pid, host, since: at, here };
    },

    async list() {
      const repository = await ownRepository();
      const { rows } = await ready(() =>
        database.ask<{ run: string; modified: number }>(
          `SELECT run, extract(epoch FROM modified_at)::float8 * 1000 AS modified FROM wavegate.run
           WHERE seq > 0 AND moved_at IS NULL AND ($1::text IS NULL OR repository IS NULL OR repository = $1)
           ORDER BY modified_at DESC`,
          [repository ?? null],
        ),
      );
      return rows.map(({ run, modified }) => ({ run, modifiedAt: modified }));
    },

    token: (run) => tokens.get(run),

    async bytes(run) {
      await find(run);
      return Buffer.from((await lines(run)).map((line) => `${line}\n`).join(''));
    },
  };

  /** The lease of a process that lives is never taken; one that ended on this machine is not waited for. */
  async function refuseIfHeld(run: string, { holder, free, wait }: RunRow, who: Programs['identify']): Promise<void> {
    if (free || holder === null) return;
    const since = new Date(holder.at).toISOString();
    if (holder.host !== hostname()) {
      throw new JournalError(
        'in-use',
        `Run ${run} is driven by process ${holder.pid} on machine ${holder.host} since ${since}. Go on there. ` +
          `If that one is gone, the run is free in ${Math.max(1, Math.ceil(wait))} s.`,
      );
    }
    if ((await who(holder.pid))?.started !== holder.started) return;
    throw new JournalError(
      'in-use',
      `The run is open in process ${holder.pid} since ${since}: another editor window, or a wavegate command. ` +
        'Go on there, or close it and try again.',
    );
  }
}

function notFound(run: string, shown: string): JournalError {
  return new JournalError(
    'not-found',
    `There is no run ${run} in ${shown}. \`wavegate status\` lists the runs of this repository.`,
  );
}
