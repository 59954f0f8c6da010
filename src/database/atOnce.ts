import type { AtOnceLimit } from '../core/model/atOnce.ts';
import type { Database } from './connect.ts';
import { asDatabaseError } from './errors.ts';
import { requireTables } from './schema.ts';

/** Limits of how many agents the hosts of a database let work at once, that over all drivers first. @throws JournalError */
export async function readHostLimits(database: Database): Promise<readonly AtOnceLimit[]> {
  return readable(database, async () => {
    const { rows } = await database.ask<{ driver: string; agents: number }>(
      'SELECT driver, agents FROM wavegate.at_once ORDER BY driver',
    );
    return rows.map(({ driver, agents }) => ({ agents, ...(driver === '' ? {} : { agent: driver }) }));
  });
}

/**
 * Sets or removes one limit. Agents that work go on; it counts for each that begins from then on.
 *
 * @param agent driver whose agents count; undefined: all
 * @param agents how many, at least 1; undefined: no limit any more
 * @throws JournalError `read-only` for a login that drives no runs
 */
export async function setHostLimit(
  database: Database,
  agent: string | undefined,
  agents: number | undefined,
): Promise<void> {
  await readable(database, () =>
    agents === undefined
      ? database.ask('DELETE FROM wavegate.at_once WHERE driver = $1', [agent ?? ''])
      : database.ask(
          `INSERT INTO wavegate.at_once VALUES ($1, $2) ON CONFLICT (driver) DO UPDATE SET agents = excluded.agents`,
          [agent ?? '', agents],
        ),
  );
}

async function readable<T>(database: Database, ask: () => Promise<T>): Promise<T> {
  try {
    await requireTables(database);
    return await ask();
  } catch (error) {
    throw asDatabaseError(error, database.shown);
  }
}
