import { open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { isJournalError, JournalError } from '../../ports/journal.ts';
import { makeFolder } from '../../state/makeFolder.ts';
import { writeRunCheckout } from '../../state/runCheckout.ts';
import { errorCode } from '../../util/errors.ts';
import type { Runs } from '../find/findRuns.ts';
import { createTeamWork } from '../find/teamWork.ts';

/**
 * Moves a run from files to a database. The files' journal stays beside as `journal.jsonl.moved`.
 *
 * @param files the repository's runs in files @param team the same repository's runs in the database
 * @throws JournalError `in-use` while somebody drives it, `exists`, `broken-chain`; nothing has moved then
 */
export async function moveToDatabase(
  files: Runs,
  team: Required<Pick<Runs, 'team'>> & Runs,
  run: string,
): Promise<void> {
  const { layout, repository } = files;
  const { journal, records } = await files.journals.open(run);
  try {
    const lines = (await files.journalBytes(run)).toString('utf8').split('\n').slice(0, -1);
    await team.team.adopt(run, lines, records);
    const opened = await team.journals.open(run);
    try {
      await createTeamWork({ ...team, layout }).publish(run);
    } catch (error) {
      // In both places two could drive it, and another try would find it in the database already.
      await team.team.release(run).catch(() => undefined);
      throw error;
    } finally {
      await opened.journal.close();
    }
    const file = layout.journalFile(run);
    await rename(file, movedFile(file));
    await writeRunCheckout(layout.checkoutFile(run), repository, team.team.database.shown);
  } finally {
    await journal.close();
  }
}

/**
 * Moves a run from a database to files. Its records stay in the database, where nobody can go on with them.
 *
 * @throws JournalError `in-use` while somebody drives it, `exists`; nothing has moved then
 */
export async function moveToFiles(team: Required<Pick<Runs, 'team'>> & Runs, run: string): Promise<void> {
  const { layout, repository } = team;
  const file = layout.journalFile(run);
  const draft = `${file}.coming`;
  const { journal } = await team.journals.open(run).catch(async (error: unknown) => {
    // An earlier call may have ended after it had let go of the run: what it wrote is the whole journal.
    if (isJournalError(error, 'not-found') && (await isThere(draft))) return { journal: undefined };
    throw error;
  });
  if (journal === undefined) {
    await requireNone(file, run);
    await rename(draft, file);
    await writeRunCheckout(layout.checkoutFile(run), repository);
    return;
  }
  try {
    await createTeamWork(team).take(run);
    const bytes = await team.journalBytes(run);
    await makeFolder(layout.runFolder(run));
    await requireNone(file, run);
    await writeFlushed(draft, bytes);
    // Their tokens are lower than the last one of the record, which the next lease has to exceed.
    for (const name of await readdir(layout.runFolder(run))) {
      if (/^lease-\d+$/.test(name)) await rm(path.join(layout.runFolder(run), name));
    }
    await team.team.release(run);
    await rename(draft, file);
    await writeRunCheckout(layout.checkoutFile(run), repository);
    const earlier = await readFile(movedFile(file)).catch(() => undefined);
    // What the new journal begins with needs no copy.
    if (earlier !== undefined && bytes.subarray(0, earlier.length).equals(earlier)) await rm(movedFile(file));
  } finally {
    await journal.close();
  }
}

const movedFile = (journal: string): string => `${journal}.moved`;

async function isThere(file: string): Promise<boolean> {
  try {
    await (await open(file, 'r')).close();
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

async function requireNone(file: string, run: string): Promise<void> {
  if (!(await isThere(file))) return;
  throw new JournalError('exists', `There is a journal of run ${run} in files already: ${file}. Nothing was moved.`);
}

async function writeFlushed(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
