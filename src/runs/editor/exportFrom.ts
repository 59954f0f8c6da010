import { JournalError } from '../../ports/journal.ts';
import { repositoriesOf } from '../leftovers/cleanUp.ts';
import { exportRun } from '../record/exportRun.ts';
import type { RunExport } from '../record/exportRun.ts';
import type { EditorParts } from './editorParts.ts';

/**
 * Writes a run of these folders' repositories to a folder, wherever it is recorded: in files, or in the database of the team.
 *
 * @param target absolute; it must not exist, or be empty
 * @param moves whether the run can no longer be driven here
 * @throws JournalError, for people, when it is not found, driven by another process, or the folder has files in it
 */
export async function exportFrom(
  { services, settings, team }: Pick<EditorParts, 'services' | 'settings' | 'team'>,
  run: string,
  folders: readonly string[],
  target: string,
  moves: boolean,
): Promise<RunExport> {
  for (const database of [undefined, await team.address()].filter((each, at) => at === 0 || each !== undefined)) {
    const places = await repositoriesOf(services, folders, settings, database);
    try {
      for (const runs of places) {
        const known = await runs.journals.list();
        if (known.some((each) => each.run === run)) return await exportRun(runs, run, target, moves);
      }
    } finally {
      for (const place of places) await place.team?.database.close();
    }
  }
  throw new JournalError('not-found', `Run ${run} is not among the runs of this workspace's repositories.`);
}
