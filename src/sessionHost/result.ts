import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { SessionResult } from '../core/model/sessionResult.ts';
import { withNote } from '../core/run/session/resultNotes.ts';
import type { SessionRecords } from '../sessionPorts/sessionRecords.ts';
import type { LocalJob, ResultRecord } from '../protocol/sessionFiles.ts';
import { sessionFiles } from '../protocol/sessionFiles.ts';
import { isDiskFull } from '../util/errors.ts';

const reserveFile = 'reserve';
/** Large enough for any result, with its excerpts of failed tests. */
const reserveBytes = 512 * 1024;

/** Takes space now, so that the result of a session that fills the disk can still be written. */
export async function reserveResult(folder: string): Promise<void> {
  await writeFile(path.join(folder, reserveFile), Buffer.alloc(reserveBytes, ' '));
}

/**
 * Writes the last file of a session. Whoever is first counts: an executor that took this host for dead has answered
 * for it already.
 */
export async function writeResult(records: SessionRecords, local: LocalJob, result: SessionResult): Promise<void> {
  const { job, sessionFolder } = local;
  const record = (value: SessionResult): ResultRecord => ({
    session: job.session,
    epoch: job.epoch,
    endedAt: Date.now(),
    result: value,
  });
  const write = (value: SessionResult) => records.create(sessionFolder, sessionFiles.result, record(value));
  const release = () => rm(path.join(sessionFolder, reserveFile), { force: true });
  try {
    await write(result);
    await release();
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    await release();
    await write(withNote(result, 'The disk that holds the session is full: free some space.'));
  }
}
