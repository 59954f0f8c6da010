import type { Job } from '../core/model/effects.ts';
import type { HostNeeds, HostOffer } from '../core/model/hostOffer.ts';
import type { SessionResult } from '../core/model/sessionResult.ts';
import type { SessionKey, SessionStatus } from '../ports/executor.ts';
import { JournalError } from '../ports/journal.ts';
import { askPatiently } from './connect.ts';
import type { Database } from './connect.ts';
import { jsonbText } from './jsonb.ts';

/** Number of hosts that a session is given to before it counts as what brings them down. */
export const mostTakes = 3;

/** A session as it is in the queue: the job, and the key of its scope, under which the place is. */
export interface JobBody {
  readonly job: Job;
  readonly scope: string;
}

/** A session in the queue, as whoever drives its run sees it. */
export interface QueuedJob {
  readonly host?: string;
  readonly takes: number;
  /** Whether it is free: it was never taken, or its host is gone. */
  readonly waits: boolean;
  readonly status?: SessionStatus;
  readonly result?: SessionResult;
  readonly refs?: Readonly<Record<string, string>>;
}

/** Position up to which the output of a session under one host is known: bytes of each stream. */
export interface WantedOutput {
  readonly session: string;
  readonly epoch: number;
  readonly take: number;
  readonly events: number;
  readonly output: number;
}

/** A piece of what a session has printed. */
export interface OutputPiece {
  readonly session: string;
  readonly epoch: number;
  readonly take: number;
  readonly stream: 'events' | 'output';
  readonly begins: number;
  readonly bytes: Buffer;
}

/** Sessions for the hosts of a team, as whoever drives a run gives and follows them. */
export interface JobStore {
  /** Hosts that are there now. */
  hosts(): Promise<readonly HostOffer[]>;
  /** Keeps how the worktrees of a scope are made. @throws JournalError `lost-lease` */
  place(run: string, scope: string, body: unknown): Promise<void>;
  /** Puts a session into the queue unless it is there. @throws JournalError `lost-lease` unless this process drives the run */
  enqueue(body: JobBody, needs: HostNeeds): Promise<void>;
  find(session: SessionKey): Promise<QueuedJob | undefined>;
  /** A session as it was put into the queue. */
  body(session: SessionKey): Promise<Job | undefined>;
  bundle(session: SessionKey): Promise<Buffer | undefined>;
  findAll(run: string, keys: readonly Omit<SessionKey, 'run'>[]): Promise<readonly (SessionKey & QueuedJob)[]>;
  /** Pieces of what sessions have printed beyond so many bytes of each stream, in their order. */
  output(run: string, wanted: readonly WantedOutput[]): Promise<readonly OutputPiece[]>;
  /** Asks the host of a session for something; one that nobody has taken ends at once where it is to stop. */
  ask(session: SessionKey, what: 'stop' | 'takeOver' | 'handBack'): Promise<void>;
  /** Settles a session that has cost several hosts, or none of which took it. @returns whether that counts */
  giveUp(session: SessionKey, result: SessionResult): Promise<boolean>;
  /** Calls back when anything about the sessions of a run changes. @returns ends it */
  watch(run: string, onChange: () => void): () => void;
}

/** @param tokenOf token of the lease under which this process has a run */
export function createJobStore(database: Database, tokenOf: (run: string) => number | undefined): JobStore {
  const ask: typeof database.ask = (text, values) => askPatiently(database.shown, () => database.ask(text, values));
  const keyOf = ({ run, session, epoch }: SessionKey): readonly unknown[] => [run, session, epoch];
  const lost = (run: string): JournalError =>
    new JournalError('lost-lease', `Run ${run} in ${database.shown} is driven by another process. Go on there.`);

  async function find(key: SessionKey): Promise<QueuedJob | undefined> {
    const { rows } = await ask<QueuedRow & Record<string, unknown>>(
      `SELECT ${columns} FROM wavegate.job j WHERE j.run = $1 AND j.session = $2 AND j.epoch = $3`,
      keyOf(key),
    );
    return rows[0] === undefined ? undefined : queued(rows[0]);
  }

  return {
    async hosts() {
      const { rows } = await ask<{ name: string; offers: Omit<HostOffer, 'name'> }>(
        'SELECT name, offers FROM wavegate.host WHERE leased_until > clock_timestamp() ORDER BY name',
      );
      return rows.map(({ name, offers }) => ({ ...offers, name }));
    },
    async place(run, scope, body) {
      const { count } = await ask(
        `INSERT INTO wavegate.place (run, scope, body) SELECT run, $2, $3 FROM wavegate.run WHERE run = $1 AND token = $4
         ON CONFLICT (run, scope) DO UPDATE SET body = excluded.body`,
        [run, scope, jsonbText(body), tokenOf(run) ?? 0],
      );
      if (count === 0) throw lost(run);
    },
    async enqueue(body, { drivers, labels }) {
      const { job } = body;
      const { count } = await ask(
        `INSERT INTO wavegate.job (run, session, epoch, body, drivers, labels)
         SELECT run, $2, $3, $4, $5, $6 FROM wavegate.run WHERE run = $1 AND token = $7 ON CONFLICT DO NOTHING`,
        [...keyOf(job), jsonbText(body), drivers, labels, tokenOf(job.run) ?? 0],
      );
      if (count === 0 && (await find(job)) === undefined) throw lost(job.run);
    },
    find,
    async body(key) {
      const { rows } = await ask<{ body: JobBody }>(
        'SELECT body FROM wavegate.job WHERE run = $1 AND session = $2 AND epoch = $3',
        keyOf(key),
      );
      return rows[0]?.body.job;
    },
    async bundle(key) {
      const { rows } = await ask<{ bundle: Buffer | null }>(
        'SELECT bundle FROM wavegate.job WHERE run = $1 AND session = $2 AND epoch = $3',
        keyOf(key),
      );
      return rows[0]?.bundle ?? undefined;
    },
    async findAll(run, keys) {
      const { rows } = await ask<QueuedRow & Record<string, unknown>>(
        `SELECT ${columns} FROM wavegate.job j JOIN unnest($2::text[], $3::integer[]) AS a(session, epoch)
           ON j.session = a.session AND j.epoch = a.epoch WHERE j.run = $1`,
        [run, keys.map(({ session }) => session), keys.map(({ epoch }) => epoch)],
      );
      return rows.map((row) => ({ run, session: row.session, epoch: row.epoch, ...queued(row) }));
    },
    async output(run, wanted) {
      const { rows } = await ask<Omit<OutputPiece, 'begins'> & { readonly begins: string }>(
        `SELECT o.session, o.epoch, o.take, o.stream, o.begins, o.bytes
         FROM unnest($2::text[], $3::integer[], $4::integer[], $5::bigint[], $6::bigint[]) AS a(session, epoch, take, events, output)
         JOIN wavegate.output o ON o.run = $1 AND o.session = a.session AND o.epoch = a.epoch AND o.take = a.take
           AND o.begins + length(o.bytes) > CASE o.stream WHEN 'events' THEN a.events ELSE a.output END
         ORDER BY o.session, o.stream, o.begins LIMIT 200`,
        [
          run,
          wanted.map(({ session }) => session),
          wanted.map(({ epoch }) => epoch),
          wanted.map(({ take }) => take),
          wanted.map(({ events }) => events),
          wanted.map(({ output }) => output),
        ],
      );
      return rows.map((row) => ({ ...row, begins: Number(row.begins) }));
    },
    async ask(key, what) {
      if (what !== 'stop') {
        await ask(
          `UPDATE wavegate.job SET take_over_asked = $4 WHERE run = $1 AND session = $2 AND epoch = $3 AND result IS NULL`,
          [...keyOf(key), what === 'takeOver'],
        );
        return;
      }
      await ask(
        `UPDATE wavegate.job SET stop_asked = true, result = CASE WHEN host IS NULL OR leased_until < clock_timestamp()
           THEN $4::jsonb END WHERE run = $1 AND session = $2 AND epoch = $3 AND result IS NULL`,
        [...keyOf(key), jsonbText(stoppedWaiting)],
      );
    },
    async giveUp(key, result) {
      const { count } = await ask(
        `WITH given AS (
           UPDATE wavegate.job SET result = $4, ended_at = clock_timestamp() WHERE run = $1 AND session = $2 AND epoch = $3
             AND result IS NULL AND (host IS NULL OR leased_until < clock_timestamp()) RETURNING run, session, epoch, takes, host)
         INSERT INTO wavegate.ledger (run, session, epoch, take, host, what)
         SELECT run, session, epoch, takes, host, 'given up' FROM given`,
        [...keyOf(key), jsonbText(result)],
      );
      return count > 0;
    },
    watch: (run, onChange) => database.listen(`job:${run}`, onChange),
  };
}

const columns = `j.session, j.epoch, j.host, j.takes, j.host IS NULL OR j.leased_until < clock_timestamp() AS waits,
  j.status, j.result, j.refs`;

interface QueuedRow {
  readonly session: string;
  readonly epoch: number;
  readonly host: string | null;
  readonly takes: number;
  readonly waits: boolean;
  readonly status: SessionStatus | null;
  readonly result: SessionResult | null;
  readonly refs: Record<string, string> | null;
}

function queued({ host, takes, waits, status, result, refs }: QueuedRow): QueuedJob {
  return {
    takes,
    waits,
    ...(host === null ? {} : { host }),
    ...(status === null ? {} : { status }),
    ...(result === null ? {} : { result }),
    ...(refs === null ? {} : { refs }),
  };
}

const stoppedWaiting: SessionResult = {
  outcome: 'cancelled',
  message: 'Stopped while no host was at work on it.',
};
