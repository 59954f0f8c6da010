import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { SessionResult } from '../../core/model/sessionResult.ts';
import type { ResultRecord } from '../../protocol/sessionFiles.ts';
import { sessionFiles, sessionVariable } from '../../protocol/sessionFiles.ts';
import { errorMessage } from '../../util/errors.ts';
import type { LocalExecutorOptions } from './options.ts';

/**
 * Ends what a dead host left running and answers for the session in its place. If the host did write a result after all,
 * or another executor was faster, that result counts.
 */
export async function settleCrashed(
  { programs, records, clock }: Pick<LocalExecutorOptions, 'programs' | 'records' | 'clock'>,
  folder: string,
  session: string,
  epoch: number,
  death: string,
): Promise<SessionResult> {
  const orphans = await endOrphans({ programs, records }, folder).then(
    () => '',
    (error: unknown) => ` What it had started may still run: ${errorMessage(error)}`,
  );
  const said = await lastWords(folder);
  const result: SessionResult = {
    outcome: 'crashed',
    message: `${death}, so the session ended without a result.${said}${orphans} Its worktree is as it was left; dispatch it again.`,
  };
  const record: ResultRecord = { session, epoch, endedAt: clock.now(), result };
  await records.create(folder, sessionFiles.result, record);
  return (await records.read(folder, sessionFiles.result))?.result ?? result;
}

async function endOrphans(
  { programs, records }: Pick<LocalExecutorOptions, 'programs' | 'records'>,
  folder: string,
): Promise<void> {
  const local = await records.read(folder, sessionFiles.job);
  // Without a job nothing was started.
  if (local === undefined) return;
  // A disk can damage the note of the agent. What carries the mark of the session is found without it.
  const agent = await records.read(folder, sessionFiles.agent).catch(() => undefined);
  await programs.endTree(agent, `${sessionVariable}=${local.nonce}`);
}

async function lastWords(folder: string): Promise<string> {
  const log = await readFile(path.join(folder, sessionFiles.hostLog), 'utf8').catch(() => '');
  const text = log.trim().slice(-500);
  return text === '' ? '' : ` It said: ${text}`;
}
