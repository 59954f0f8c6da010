import type { Database } from '../../src/database/connect.ts';

/** A statement that was asked, and its values. */
export interface AskedStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Rows that a statement gives, or the error it fails with. Undefined: no rows. */
export type PlayedAnswer = (asked: AskedStatement) => readonly object[] | Error | undefined;

/** A database that is played: it answers as told, and keeps what it was asked. Tables are of this version unless told otherwise. */
export interface PlayedDatabase {
  readonly database: Database;
  readonly asked: readonly AskedStatement[];
  /** Words that a statement has to begin with, for each that was asked within a transaction; `BEGIN`, and how it ended, included. */
  readonly together: readonly string[];
  /** Topics that are listened to. */
  readonly listening: () => readonly string[];
  /** Tells whoever listens to a topic. */
  readonly notify: (topic: string) => void;
}

export function playedDatabase(answer: PlayedAnswer = () => undefined): PlayedDatabase {
  const asked: AskedStatement[] = [];
  const together: string[] = [];
  const listeners = new Map<string, Set<() => void>>();
  const ask = (text: string, values: readonly unknown[] = []) => {
    const statement = { text: text.replaceAll(/\s+/g, ' ').trim(), values };
    asked.push(statement);
    const rows = answer(statement) ?? [];
    return rows instanceof Error ? Promise.reject(rows) : Promise.resolve({ rows, count: rows.length });
  };
  const database = {
    shown: 'ann@db/team',
    ask,
    together: async (work: (ask: (text: string, values?: readonly unknown[]) => unknown) => Promise<unknown>) => {
      together.push('BEGIN');
      try {
        const result = await work(
          (text, values) => (together.push(text.trim().split(/\s+/, 2).join(' ')), ask(text, values)),
        );
        together.push('COMMIT');
        return result;
      } catch (error) {
        together.push('ROLLBACK');
        throw error;
      }
    },
    listen: (topic: string, onNotice: () => void) => {
      const all = listeners.get(topic) ?? new Set();
      listeners.set(topic, all.add(onNotice));
      return () => {
        all.delete(onNotice);
        if (all.size === 0) listeners.delete(topic);
      };
    },
    close: () => Promise.resolve(),
  } as unknown as Database;
  return {
    ...{ database, asked, together },
    listening: () => [...listeners.keys()],
    notify: (topic) => listeners.get(topic)?.forEach((one) => one()),
  };
}

/** An error as PostgreSQL and the system give it. */
export const failure = (code: string, message = 'what it said'): Error => Object.assign(new Error(message), { code });
