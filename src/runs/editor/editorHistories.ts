import { historyOf } from '../../core/history/history.ts';
import type { RunHistory } from '../../core/history/model.ts';
import { errorMessage } from '../../util/errors.ts';
import type { Runs } from '../find/findRuns.ts';
import { repositoriesOf } from '../leftovers/cleanUp.ts';
import type { EditorParts } from './editorParts.ts';

/** Histories of runs, oldest first, and which runs could not be read. */
export interface Histories {
  readonly histories: readonly RunHistory[];
  /** As sentences. */
  readonly unread: readonly string[];
}

/** Histories of all runs of these folders' repositories, in files and in the database of the team. */
export async function editorHistories(
  { services, settings, team }: Pick<EditorParts, 'services' | 'settings' | 'team'>,
  folders: readonly string[],
): Promise<Histories> {
  const histories: RunHistory[] = [];
  const unread: string[] = [];
  const read = async ({ journals }: Runs): Promise<void> => {
    for (const { run } of await journals.list()) {
      try {
        const history = historyOf(await journals.read(run));
        if (history !== undefined) histories.push(history);
      } catch (error) {
        unread.push(`${run}: ${errorMessage(error)}`);
      }
    }
  };
  for (const runs of await repositoriesOf(services, folders, settings)) await read(runs);
  const database = await team.address();
  const ofTeam = database === undefined ? [] : await repositoriesOf(services, folders, settings, database);
  for (const runs of ofTeam) {
    await read(runs).catch((error: unknown) => unread.push(`${database?.shown ?? ''}: ${errorMessage(error)}`));
    await runs.team?.database.close();
  }
  return { histories: histories.sort((one, other) => one.startedAt - other.startedAt), unread };
}
