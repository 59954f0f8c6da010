import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { LocalJob, ProcessRecord } from '../../src/protocol/sessionFiles.ts';
import { sessionFiles, sessionVariable } from '../../src/protocol/sessionFiles.ts';
import { createPrograms } from '../../src/processes/programs.ts';

/** File in the folder of a session that has no process of its own; see hostingWorker.ts. */
export const hostedHere = 'hosted-here';

/** Looks for a result, until its process counts as gone. */
const mostLooks = 500;

const programs = createPrograms();

/** Folders of all sessions below a state folder, epochs included. Where a link leads is not looked at: it may lead back here. */
export function sessionFolders(state: string): readonly string[] {
  if (!existsSync(state)) return [];
  return readdirSync(state, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return sessionFolders(path.join(state, entry.name));
    return entry.name === sessionFiles.job ? [state] : [];
  });
}

/** Ends every session host that still runs below a state folder, with its agent and whatever that has started. */
export async function endHostedSessions(state: string): Promise<void> {
  await Promise.all(
    sessionFolders(state).map(async (folder) => {
      const isHere = existsSync(path.join(folder, hostedHere));
      // It has ended all that it started; to look for that again is to read about every process of the machine.
      if (isHere && existsSync(path.join(folder, sessionFiles.result))) return;
      if (isHere) writeFileSync(path.join(folder, sessionFiles.stop), '');
      const host = isHere ? undefined : readRecord<ProcessRecord>(folder, sessionFiles.host);
      const job = readRecord<LocalJob>(folder, sessionFiles.job);
      await programs.endTree(host, `${sessionVariable}=${job?.nonce ?? 'none'}`);
      if (isHere) await isOver(folder);
    }),
  );
}

/** Waits for the result of a session that cannot be ended with its process: it would go on in folders that are removed. */
async function isOver(folder: string): Promise<void> {
  for (let looks = 0; looks < mostLooks && !existsSync(path.join(folder, sessionFiles.result)); looks += 1) {
    await delay(20);
  }
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
