import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { LocalJob, ProcessRecord } from '../../src/protocol/sessionFiles.ts';
import { sessionFiles, sessionVariable } from '../../src/protocol/sessionFiles.ts';
import { createPrograms } from '../../src/processes/programs.ts';

const programs = createPrograms();

/** Folders of all sessions below a state folder, epochs included. */
export function sessionFolders(state: string): readonly string[] {
  if (!existsSync(state)) return [];
  return readdirSync(state, { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === sessionFiles.job)
    .map((file) => path.join(state, path.dirname(file)));
}

/** Ends every session host that still runs below a state folder, with its agent and whatever that has started. */
export async function endHostedSessions(state: string): Promise<void> {
  await Promise.all(
    sessionFolders(state).map(async (folder) => {
      const job = readRecord<LocalJob>(folder, sessionFiles.job);
      await programs.endTree(readRecord(folder, sessionFiles.host), `${sessionVariable}=${job?.nonce ?? 'none'}`);
    }),
  );
}

/** Numbers of the processes that sessions below a state folder have started and that still run. */
export async function runningSessionProcesses(state: string): Promise<readonly number[]> {
  const records = sessionFolders(state).flatMap((folder) =>
    [sessionFiles.host, sessionFiles.agent].map((name) => readRecord<ProcessRecord>(folder, name)),
  );
  const running = await Promise.all(
    records.map(async (record) => {
      const now = record && (await programs.identify(record.pid));
      return record && now?.started === record.started ? [record.pid] : [];
    }),
  );
  return running.flat();
}

/** Whether a process is there and not a zombie. */
export async function isRunning(pid: number): Promise<boolean> {
  return (await programs.identify(pid)) !== undefined;
}

function readRecord<T>(folder: string, name: string): T | undefined {
  const file = path.join(folder, name);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : undefined;
}
