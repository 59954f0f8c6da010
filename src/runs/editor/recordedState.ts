import { replay } from '../../core/run/evolve.ts';
import type { RunState } from '../../core/model/state.ts';
import { isJournalError, JournalError } from '../../ports/journal.ts';
import type { Runs } from '../find/findRuns.ts';
import { repositoriesOf } from '../leftovers/cleanUp.ts';
import type { EditorParts } from './editorParts.ts';

/**
 * A run of a folder's repository as it was recorded, in files or else in the database of the team.
 *
 * @throws JournalError `not-found` where neither has it
 */
export async function recordedState(
  { services, settings, team }: Pick<EditorParts, 'services' | 'settings' | 'team'>,
  folder: string,
  run: string,
): Promise<RunState> {
  const inFiles = await firstState(await repositoriesOf(services, [folder], settings), run);
  if (inFiles !== undefined) return inFiles;
  const database = await team.address();
  const ofTeam = database === undefined ? [] : await repositoriesOf(services, [folder], settings, database);
  try {
    const inDatabase = await firstState(ofTeam, run);
    if (inDatabase !== undefined) return inDatabase;
  } finally {
    for (const runs of ofTeam) await runs.team?.database.close();
  }
  throw new JournalError('not-found', `There is no run ${run} here.`);
}

async function firstState(places: readonly Runs[], run: string): Promise<RunState | undefined> {
  for (const { journals } of places) {
    try {
      const state = replay(await journals.read(run));
      if (state !== undefined) return state;
    } catch (error) {
      if (!isJournalError(error, 'not-found')) throw error;
    }
  }
  return undefined;
}
