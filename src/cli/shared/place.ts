import path from 'node:path';
import { here } from '../../compose/cli.ts';
import { findRuns } from '../../runs/findRuns.ts';
import type { Place, Runs } from '../../runs/findRuns.ts';
import type { Recorded } from '../../core/model/events.ts';
import { replay } from '../../core/run/evolve.ts';
import type { RunState } from '../../core/model/state.ts';
import { CliError } from './exit.ts';
import type { Terminal } from './terminal.ts';

/** The place that `--repo` and `--state` name: by default the folder the command was started in. */
export function placeOf(
  terminal: Terminal,
  values: { readonly repo?: string | undefined; readonly state?: string | undefined },
): Place {
  return {
    folder: path.resolve(terminal.folder, values.repo ?? '.'),
    env: terminal.env,
    settings: values.state === undefined ? {} : { stateRoot: path.resolve(terminal.folder, values.state) },
  };
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
  const events = await runs.journals.read(id);
  const state = replay(events);
  if (state === undefined)
    throw new CliError('usage', `Run ${id} never started: its journal is empty. Start a new run.`);
  return { runs, events, state };
}

async function latestRun({ repository, journals }: Runs): Promise<string> {
  const [latest] = await journals.list();
  if (latest !== undefined) return latest.run;
  throw new CliError('usage', `There are no runs of ${repository} yet. Start one with \`wavegate run PLAN\`.`);
}
