import path from 'node:path';
import { here } from '../../compose/cli.ts';
import type { DatabaseAddress } from '../../database/databaseUrl.ts';
import { namedDatabase } from '../../database/namedDatabase.ts';
import { databaseVariable } from '../../ports/layout.ts';
import { findRuns } from '../../runs/find/findRuns.ts';
import type { Place, Runs } from '../../runs/find/findRuns.ts';
import type { Recorded } from '../../core/model/events.ts';
import { replay } from '../../core/run/evolve.ts';
import type { RunState } from '../../core/model/state.ts';
import { databaseOfRun } from '../../state/runCheckout.ts';
import { CliError } from './exit.ts';
import type { Terminal } from './terminal.ts';

/** Options that say where runs are. */
export interface PlaceValues {
  readonly repo?: string | undefined;
  readonly state?: string | undefined;
  readonly database?: string | undefined;
}

/**
 * The place that `--repo`, `--state` and `--database` name: by default the folder the command was started in.
 * @throws CliError `usage` for an address that is none
 */
export function placeOf(terminal: Terminal, values: PlaceValues): Place {
  const database = databaseOf(terminal, values.database);
  return {
    ...(database === undefined ? {} : { database }),
    ...(terminal.services === undefined ? {} : { services: terminal.services }),
    folder: path.resolve(terminal.folder, values.repo ?? '.'),
    env: terminal.env,
    settings: values.state === undefined ? {} : { stateRoot: path.resolve(terminal.folder, values.state) },
  };
}

/** The database that `--database` or the environment names: its address, or a file that holds it; `off` for none. */
export function databaseOf(terminal: Terminal, option: string | undefined): DatabaseAddress | undefined {
  const named = option ?? terminal.env[databaseVariable] ?? '';
  if (named === '' || named === 'off') return undefined;
  const address = namedDatabase(named, terminal.folder);
  if (!('problem' in address)) return address;
  throw new CliError('usage', `${option === undefined ? databaseVariable : '--database'}: ${address.problem}`);
}

/** A run as its journal tells it. */
export interface ViewedRun {
  readonly runs: Runs;
  readonly events: readonly Recorded[];
  readonly state: RunState;
}

/**
 * Reads a run without opening it.
 * @param run its id; without one, the run of this repository that was written last
 * @throws CliError `usage` when there is none; JournalError when it cannot be read
 */
export async function viewRun(place: Place, run: string | undefined): Promise<ViewedRun> {
  const runs = await findRuns(here, place);
  const id = run ?? (await latestRun(runs));
  const events = await runs.journals.read(id).catch(async (error: unknown) => {
    throw (await inDatabase(runs, id)) ?? error;
  });
  const state = replay(events);
  if (state === undefined)
    throw new CliError('usage', `Run ${id} never started: its journal is empty. Start a new run.`);
  return { runs, events, state };
}

/** Why a run is not found in files, where its journal is in a database. */
async function inDatabase({ team, layout }: Runs, run: string): Promise<CliError | undefined> {
  const database = team === undefined ? await databaseOfRun(layout.checkoutFile(run)) : undefined;
  if (database === undefined) return undefined;
  return new CliError('usage', `The record of run ${run} is in the database ${database}. Name it with --database.`);
}

async function latestRun({ repository, journals }: Runs): Promise<string> {
  const [latest] = await journals.list();
  if (latest !== undefined) return latest.run;
  throw new CliError('usage', `There are no runs of ${repository} yet. Start one with \`wavegate run PLAN\`.`);
}
