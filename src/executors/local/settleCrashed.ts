import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { SessionResult } from '../../core/model/terms.ts';
import type { LocalJob, ProcessRecord, ResultRecord } from '../../protocol/sessionFiles.ts';
import { sessionFiles, sessionVariable } from '../../protocol/sessionFiles.ts';
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
  const local = (await records.read(folder, sessionFiles.job)) as LocalJob;
  const agent = (await records.read(folder, sessionFiles.agent)) as ProcessRecord | undefined;
  const orphans = await programs.endTree(agent, `${sessionVariable}=${local.nonce}`).then(
    () => '',
    (error: unknown) => ` ${error instanceof Error ? error.message : String(error)}`,
  );
  const said = await lastWords(folder);
  const result: SessionResult = {
    outcome: 'crashed',
    message: `${death}, so the session ended without a result.${said}${orphans} Its worktree is as it was left; dispatch it again.`,
  };
  const record: ResultRecord = { session, epoch, endedAt: clock.now(), result };
  await records.create(folder, sessionFiles.result, record);
  const settled = (await records.read(folder, sessionFiles.result)) as ResultRecord;
  return settled.result;
}

async function lastWords(folder: string): Promise<string> {
  const log = await readFile(path.join(folder, sessionFiles.hostLog), 'utf8').catch(() => '');
  const text = log.trim().slice(-500);
  return text === '' ? '' : ` It said: ${text}`;
}
