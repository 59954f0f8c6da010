import type { SessionResult } from '../core/model/sessionResult.ts';
import type { HostOffer } from '../core/model/hostOffer.ts';
import type { SessionKey, SessionStatus } from '../ports/executor.ts';
import { JournalError } from '../ports/journal.ts';
import { errorCode, errorMessage } from '../util/errors.ts';
import { askPatiently } from './connect.ts';
import type { Database } from './connect.ts';
import { mostTakes } from './jobs.ts';
import type { JobBody, OutputPiece } from './jobs.ts';
import { jsonbText } from './jsonb.ts';

/** A session that a host has: `take` counts how often it was given to one, and only the last counts. */
export interface HeldKey extends SessionKey {
  readonly take: number;
}

/** A session that a host has, with what it is asked for. */
export interface Held extends HeldKey {
  readonly stopAsked: boolean;
  readonly takeOverAsked: boolean;
}

/** A session as a host gets it. */
export interface TakenJob extends HeldKey, JobBody {
  /** How worktrees of its scope are made, as whoever drives the run has put it there. */
  readonly place: unknown;
  /** Lines of events of the host before, which is gone. */
  readonly earlier?: string;
}

/** A database as a host sees it: through functions that act for this host alone. */
export interface HostDesk {
  /** @returns number of this start @throws JournalError `in-use` when another machine has the name */
  enter(machine: string, offer: HostOffer): Promise<number>;
  /** Keeps what this host has. @returns all of it @throws JournalError `lost-lease` when another start of it is there */
  beat(token: number): Promise<readonly Held[]>;
  leave(token: number): Promise<void>;
  take(token: number): Promise<TakenJob | undefined>;
  /** A session that this host has taken before. */
  job(token: number, key: SessionKey): Promise<TakenJob | undefined>;
  work(
    token: number,
    run: string,
    after: number,
  ): Promise<readonly { readonly number: number; readonly bundle?: Buffer }[]>;
  /** @returns false once the session is no longer this host's */
  report(
    token: number,
    key: HeldKey,
    news: { readonly status?: SessionStatus; readonly piece?: Pick<OutputPiece, 'stream' | 'begins' | 'bytes'> },
  ): Promise<boolean>;
  /** @returns false when another host has the session, or it was given up: the result counts for nothing */
  deliver(
    token: number,
    key: HeldKey,
    result: SessionResult,
    refs: Readonly<Record<string, string>>,
    bundle: Buffer | undefined,
  ): Promise<boolean>;
  /** Calls back when there may be work, or something is asked of this host. @returns ends it */
  listen(onNotice: () => void): () => void;
}

/** @param seconds how long a host that is not heard of keeps its sessions */
export function createHostDesk(database: Database, name: string, seconds: number): HostDesk {
  const ask: typeof database.ask = async (text, values) => {
    try {
      return await askPatiently(database.shown, () => database.ask(text, values));
    } catch (error) {
      throw readable(error, name);
    }
  };
  /** For what is tried again by itself soon. */
  const askOnce: typeof database.ask = async (text, values) => {
    try {
      return await askPatiently(database.shown, () => database.ask(text, values), 0);
    } catch (error) {
      throw readable(error, name);
    }
  };

  return {
    async enter(machine, { name: _name, ...offers }) {
      const { rows } = await ask<{ token: number }>('SELECT wavegate.host_enter($1, $2, $3, $4) AS token', [
        name,
        machine,
        jsonbText(offers),
        seconds,
      ]);
      return rows[0]?.token ?? 0;
    },
    async beat(token) {
      const { rows } = await askOnce<HeldRow & Record<string, unknown>>(
        'SELECT * FROM wavegate.host_beat($1, $2, $3)',
        [name, token, seconds],
      );
      return rows.map(({ run, session, epoch, take, stop_asked: stopAsked, take_over_asked: takeOverAsked }) => ({
        ...{ run, session, epoch, take, stopAsked, takeOverAsked },
      }));
    },
    async leave(token) {
      await askOnce('SELECT wavegate.host_leave($1, $2)', [name, token]);
    },
    async take(token) {
      const { rows } = await askOnce<TakenRow & Record<string, unknown>>(
        'SELECT * FROM wavegate.host_take($1, $2, $3, $4)',
        [name, token, seconds, mostTakes],
      );
      const [row] = rows;
      if (row === undefined) return undefined;
      const { run, session, epoch, take, body, place, earlier } = row;
      return {
        ...{ run, session, epoch, take, place, ...body },
        ...(earlier === null ? {} : { earlier: earlier.toString('utf8') }),
      };
    },
    async job(token, { run, session, epoch }) {
      const { rows } = await ask<Pick<TakenRow, 'take' | 'body' | 'place'> & Record<string, unknown>>(
        'SELECT * FROM wavegate.host_job($1, $2, $3, $4, $5)',
        [name, token, run, session, epoch],
      );
      const [row] = rows;
      return row === undefined ? undefined : { run, session, epoch, take: row.take, place: row.place, ...row.body };
    },
    async work(token, run, after) {
      const { rows } = await ask<{ number: number; bundle: Buffer | null }>(
        'SELECT * FROM wavegate.host_work($1, $2, $3, $4)',
        [name, token, run, after],
      );
      return rows.map(({ number, bundle }) => ({ number, ...(bundle === null ? {} : { bundle }) }));
    },
    async report(token, { run, session, epoch, take }, { status, piece }) {
      const { rows } = await ask<{ ours: boolean }>(
        'SELECT wavegate.host_report($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS ours',
        [
          ...[name, token, run, session, epoch, take, status === undefined ? null : jsonbText(status)],
          ...[piece?.stream ?? null, piece?.begins ?? null, piece?.bytes ?? null],
        ],
      );
      return rows[0]?.ours === true;
    },
    async deliver(token, { run, session, epoch, take }, result, refs, bundle) {
      const { rows } = await ask<{ counts: boolean }>(
        'SELECT wavegate.host_deliver($1, $2, $3, $4, $5, $6, $7, $8, $9) AS counts',
        [name, token, run, session, epoch, take, jsonbText(result), jsonbText(refs), bundle ?? null],
      );
      return rows[0]?.counts === true;
    },
    listen(onNotice) {
      const ends = ['queue', `host:${name}`].map((topic) => database.listen(topic, onNotice));
      return () => ends.forEach((end) => end());
    },
  };
}

interface HeldRow {
  readonly run: string;
  readonly session: string;
  readonly epoch: number;
  readonly take: number;
  readonly stop_asked: boolean;
  readonly take_over_asked: boolean;
}

interface TakenRow {
  readonly run: string;
  readonly session: string;
  readonly epoch: number;
  readonly take: number;
  readonly body: JobBody;
  readonly place: unknown;
  readonly earlier: Buffer | null;
}

/** Codes of our own functions, in words. */
function readable(error: unknown, name: string): unknown {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = errorCode(cause);
  if (code === 'WG001') {
    return new JournalError(
      'lost-lease',
      `Another process is host ${name} now. This one has let go of its sessions; give it another --name, or end that one.`,
      { cause },
    );
  }
  if (code === 'WG002') {
    return new JournalError(
      'in-use',
      `There is a host ${name} already, on another machine or with another login. Choose another --name, or wait a minute where ` +
        'that machine is gone.',
      { cause },
    );
  }
  if (code === '42883' || (code === '42501' && /function host_/.test(errorMessage(cause)))) {
    return new JournalError(
      'read-only',
      `This login may not be a host (${errorMessage(cause)}). Ask who administers the database for the role wavegate_host.`,
      { cause },
    );
  }
  return error;
}
