import type { SessionResult } from '../core/model/sessionResult.ts';
import type { SessionKey } from '../ports/executor.ts';
import { JournalError } from '../ports/journal.ts';
import { askPatiently } from './connect.ts';
import type { Database } from './connect.ts';
import { jsonbText } from './jsonb.ts';

/** A machine of a team: its id, and its name for people. */
export interface TeamMachine {
  readonly id: string;
  readonly name: string;
}

/** Hosts that sessions of runs were started on, and their ends. */
export interface SessionStore {
  /**
   * Notes that a session is started on a machine, unless it was on one already.
   * @returns the machine it was started on first
   * @throws JournalError `lost-lease` unless this process drives the run
   */
  claim(session: SessionKey, machine: TeamMachine): Promise<TeamMachine>;
  /** The machine a session was started on; undefined when it was not. */
  machineOf(session: SessionKey): Promise<TeamMachine | undefined>;
  /** Notes how a session ended. @returns the result that was noted first, which counts */
  end(session: SessionKey, result: SessionResult): Promise<SessionResult>;
}

/** @param tokenOf token of the lease under which this process has a run */
export function createSessionStore(database: Database, tokenOf: (run: string) => number | undefined): SessionStore {
  const ask: typeof database.ask = (text, values) => askPatiently(database.shown, () => database.ask(text, values));

  async function machineOf({ run, session, epoch }: SessionKey): Promise<TeamMachine | undefined> {
    const { rows } = await ask<{ machine: string; name: string }>(
      'SELECT machine, name FROM wavegate.session WHERE run = $1 AND session = $2 AND epoch = $3',
      [run, session, epoch],
    );
    return rows[0] === undefined ? undefined : { id: rows[0].machine, name: rows[0].name };
  }

  return {
    machineOf,
    async claim(key, { id, name }) {
      const { run, session, epoch } = key;
      await ask(
        `INSERT INTO wavegate.session (run, session, epoch, machine, name)
         SELECT run, $2, $3, $4, $5 FROM wavegate.run WHERE run = $1 AND token = $6 ON CONFLICT DO NOTHING`,
        [run, session, epoch, id, name, tokenOf(run) ?? 0],
      );
      const found = await machineOf(key);
      if (found !== undefined) return found;
      throw new JournalError(
        'lost-lease',
        `Run ${run} in ${database.shown} is driven by another process. Go on there.`,
      );
    },
    async end({ run, session, epoch }, result) {
      const { rows } = await ask<{ result: SessionResult }>(
        `UPDATE wavegate.session SET result = coalesce(result, $4), ended_at = coalesce(ended_at, clock_timestamp())
         WHERE run = $1 AND session = $2 AND epoch = $3 RETURNING result`,
        [run, session, epoch, jsonbText(result)],
      );
      return rows[0]?.result ?? result;
    },
  };
}
