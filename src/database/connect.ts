import { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, Pool } from 'pg';
import type { PoolClient, PoolConfig, QueryResultRow } from 'pg';
import { asDatabaseError, isLostConnection } from './errors.ts';
import { JournalError } from '../ports/journal.ts';
import type { DatabaseAddress } from './databaseUrl.ts';

/** Longest wait for a connection, and for an answer, in milliseconds. */
const connectMs = 10_000;
const answerMs = 60_000;
/** Pause before a connection that listens is made again. */
const againMs = 500;
/** Everything that anybody is notified of goes through this channel; its payload is the topic. */
const channel = 'wavegate';

/** Answer to a statement. */
export interface Answer<Row> {
  readonly rows: readonly Row[];
  readonly count: number;
}

export type Ask = <Row extends QueryResultRow>(text: string, values?: readonly unknown[]) => Promise<Answer<Row>>;

/** Connections to one database. None keeps this process from ending, but a statement under way does. */
export interface Database {
  /** The database without its password, for people. */
  readonly shown: string;
  /** @throws errors of the database as they are; see `asDatabaseError` */
  readonly ask: Ask;
  /** Runs statements as one: all of them happen, or none. @throws errors of the database, and of `work` */
  together<Result>(work: (ask: Ask) => Promise<Result>): Promise<Result>;
  /**
   * Calls back when a topic is notified, and whenever notifications may have been missed, which includes the beginning.
   * @returns ends it
   */
  listen(topic: string, onNotice: () => void): () => void;
  close(): Promise<void>;
}

/** Opens no connection yet: the first statement does. */
export function connectDatabase({ url, shown }: Pick<DatabaseAddress, 'url' | 'shown'>): Database {
  const config: PoolConfig = {
    connectionString: url,
    application_name: 'wavegate',
    connectionTimeoutMillis: connectMs,
    query_timeout: answerMs,
    keepAlive: true,
  };
  const pool = new Pool({ ...config, max: 4, idleTimeoutMillis: 30_000, allowExitOnIdle: true });
  // One that breaks while nobody uses it is replaced by the next statement.
  pool.on('error', () => undefined);
  const notices = createNotices(config);
  return {
    shown,
    ask: (text, values) => ask(pool, text, values),
    async together(work) {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        const result = await work((text, values) => ask(client, text, values));
        await client.query('COMMIT');
        client.release();
        return result;
      } catch (error) {
        // A connection in doubt is not used again.
        client.release(true);
        throw error;
      }
    },
    listen: (topic, onNotice) => notices.listen(topic, onNotice),
    async close() {
      notices.close();
      await pool.end().catch(() => undefined);
    },
  };
}

async function ask<Row extends QueryResultRow>(
  on: Pool | PoolClient,
  text: string,
  values: readonly unknown[] = [],
): Promise<Answer<Row>> {
  const { rows, rowCount } = await on.query<Row>(text, [...values]);
  return { rows, count: rowCount ?? 0 };
}

/**
 * Asks again while the connection breaks: for statements that may be repeated.
 * @throws JournalError once that has lasted too long, or for any other reason
 */
export async function askPatiently<Result>(
  shown: string,
  question: () => Promise<Result>,
  patienceMs = 20_000,
): Promise<Result> {
  const end = performance.now() + patienceMs;
  for (;;) {
    try {
      return await question();
    } catch (error) {
      if (error instanceof JournalError || !isLostConnection(error) || performance.now() > end) {
        throw asDatabaseError(error, shown);
      }
      await delay(200);
    }
  }
}

interface Notices extends Pick<Database, 'listen'> {
  close(): void;
}

/** One connection listens for all topics, from the first one on, and is made again when it breaks. */
function createNotices(config: PoolConfig): Notices {
  const listening = new Set<{ readonly topic: string; readonly onNotice: () => void }>();
  let connection: Client | undefined;
  let ready = false;
  let closed = false;

  function tell(topic?: string): void {
    for (const one of [...listening]) if (topic === undefined || one.topic === topic) one.onNotice();
  }

  async function connect(): Promise<void> {
    // Listening alone keeps no process.
    const client = new Client({ ...config, query_timeout: 0, stream: () => new Socket().unref() });
    connection = client;
    let lost = false;
    const lose = (): void => {
      if (lost) return;
      lost = true;
      ready = false;
      client.end().catch(() => undefined);
      if (!closed) setTimeout(() => void connect(), againMs).unref();
    };
    client.on('error', lose).on('end', lose);
    client.on('notification', ({ payload }) => tell(payload));
    try {
      await client.connect();
      await client.query(`LISTEN ${channel}`);
      ready = true;
      tell();
    } catch {
      lose();
    }
    if (closed) lose();
  }

  return {
    listen(topic, onNotice) {
      const one = { topic, onNotice };
      listening.add(one);
      if (connection === undefined) void connect();
      else if (ready) queueMicrotask(() => listening.has(one) && onNotice());
      return () => listening.delete(one);
    },
    close() {
      closed = true;
      listening.clear();
      connection?.end().catch(() => undefined);
    },
  };
}
