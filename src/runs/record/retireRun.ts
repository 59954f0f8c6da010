import { rm } from 'node:fs/promises';
import { JournalError } from '../../ports/journal.ts';
import { exportRun, hashesIn } from './exportRun.ts';
import type { Runs } from '../find/findRuns.ts';

/**
 * Copies the whole record of a run to a folder, as for another machine, and reads what was written again.
 *
 * @param folder absolute; it must not exist, or be empty
 * @throws JournalError for a run of a team, one that somebody drives, a folder with files in it, and a copy that is not whole
 */
export async function copyRecord(runs: Runs, run: string, folder: string): Promise<void> {
  if (runs.team !== undefined) {
    throw new JournalError(
      'in-use',
      'Records of a team stay in its database. Look at those in files with --database off.',
    );
  }
  const { files } = await exportRun(runs, run, folder, false);
  const written = await hashesIn(folder);
  const bad = Object.keys(files).find((file) => written[file] !== files[file]);
  if (bad !== undefined) throw new JournalError('io', `${folder} is not as it was written: ${bad}.`);
}

/** Removes the record of a run from the state folder, once a copy of it is elsewhere. */
export async function removeRecord({ layout }: Runs, run: string): Promise<void> {
  await rm(layout.runFolder(run), { recursive: true, force: true, maxRetries: 3 });
}
