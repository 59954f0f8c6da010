import { JournalError } from '../ports/journal.ts';
import { askPatiently } from './connect.ts';
import type { Database } from './connect.ts';
import { jsonbText } from './jsonb.ts';

/** The commits of runs as they are in the database. */
export interface WorkStore {
  /** Refs of a run as they were last brought; undefined before the first time. */
  refs(run: string): Promise<Readonly<Record<string, string>> | undefined>;
  /** Bundles after a number, in the order in which they build on each other. */
  since(run: string, number: number): Promise<readonly { readonly number: number; readonly bundle?: Buffer }[]>;
  /**
   * Adds a bundle.
   * @returns its number
   * @throws JournalError `lost-lease` unless this process drives the run
   */
  add(run: string, refs: Readonly<Record<string, string>>, bundle: Buffer | undefined): Promise<number>;
}

/** @param tokenOf token of the lease under which this process has a run */
export function createWorkStore(database: Database, tokenOf: (run: string) => number | undefined): WorkStore {
  const ask: typeof database.ask = (text, values) => askPatiently(database.shown, () => database.ask(text, values));
  return {
    async refs(run) {
      const { rows } = await ask<{ refs: Record<string, string> }>(
        'SELECT refs FROM wavegate.work WHERE run = $1 ORDER BY number DESC LIMIT 1',
        [run],
      );
      return rows[0]?.refs;
    },
    async since(run, after) {
      const { rows } = await ask<{ number: number; bundle: Buffer | null }>(
        'SELECT number, bundle FROM wavegate.work WHERE run = $1 AND number > $2 ORDER BY number',
        [run, after],
      );
      return rows.map(({ number, bundle }) => ({ number, ...(bundle === null ? {} : { bundle }) }));
    },
    async add(run, refs, bundle) {
      const { rows } = await ask<{ number: number }>(
        `INSERT INTO wavegate.work (run, refs, bundle)
         SELECT run, $2, $3 FROM wavegate.run WHERE run = $1 AND token = $4 RETURNING number`,
        [run, jsonbText(refs), bundle ?? null, tokenOf(run) ?? 0],
      );
      const [row] = rows;
      if (row !== undefined) return row.number;
      throw new JournalError(
        'lost-lease',
        `Run ${run} in ${database.shown} is driven by another process. Go on there.`,
      );
    },
  };
}
