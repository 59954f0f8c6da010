import type { AtOnceLimit } from '../../core/model/atOnce.ts';
import { driverTraits } from '../../core/plan/driverTraits.ts';
import { count } from '../../core/words/labels.ts';
import type { Database } from '../../database/connect.ts';
import { CliError } from './exit.ts';
import { writeJson, writeLines } from './terminal.ts';
import type { Terminal } from './terminal.ts';

/** A change of how many agents the hosts of a team let work at once. */
export interface HostLimitChange {
  /** Driver whose agents count; undefined: all. */
  readonly agent: string | undefined;
  /** Undefined: no limit any more. */
  readonly agents: number | undefined;
}

/** Reads `all 10`, `claude 4` or `claude none`. @throws CliError `usage` */
export function readHostLimit(who: string, number: string): HostLimitChange {
  if (who !== 'all' && !Object.hasOwn(driverTraits, who)) {
    const drivers = Object.keys(driverTraits).join(', ');
    throw new CliError('usage', `There is no driver ${JSON.stringify(who)}. Give all, or one of: ${drivers}.`);
  }
  const agent = who === 'all' ? undefined : who;
  if (number === 'none') return { agent, agents: undefined };
  const agents = Number(number);
  if (!/^\d{1,6}$/.test(number) || agents < 1) {
    throw new CliError('usage', `A limit is a whole number greater than 0, or none, not ${JSON.stringify(number)}.`);
  }
  return { agent, agents };
}

/** Changes a limit where one is to be changed, and shows those there are then. */
export async function limitHosts(
  database: Database,
  change: HostLimitChange | undefined,
  terminal: Terminal,
  json: boolean,
): Promise<void> {
  const { readHostLimits, setHostLimit } = await import('../../database/atOnce.ts');
  if (change !== undefined) await setHostLimit(database, change.agent, change.agents);
  const limits = await readHostLimits(database);
  if (json) return writeJson(terminal, { database: database.shown, atOnce: limits });
  if (limits.length === 0) terminal.note(`The hosts of ${database.shown} have no limit but their --slots.`);
  await writeLines(terminal, limits.map(limitLine));
}

function limitLine({ agent, agents }: AtOnceLimit): string {
  return `${count(agents, agent === undefined ? 'agent' : `${agent} agent`)} at once, over all hosts and runs`;
}
