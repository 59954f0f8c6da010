import { stat } from 'node:fs/promises';
import path from 'node:path';
import { sessionFiles } from '../../protocol/sessionFiles.ts';
import { errorCode } from '../../util/errors.ts';
import type { LocalExecutorOptions } from './options.ts';

/** Looks after a session's host while its result is awaited. */
export interface HostWatch {
  /** Why the host counts as dead, or undefined while there is hope. */
  look(): Promise<string | undefined>;
}

/** A host writes its record within this time even on a busy machine; Node itself starts in a fraction of it. */
const startMs = 60_000;
/** Looks without a heartbeat after which a process that answers to the host's number is no longer taken for it. */
const silentLooks = 60;

/**
 * Where the system tells when a process started, number and start time decide. The heartbeat is for where it tells
 * neither; it is counted in looks, not in time, because a machine that wakes from sleep has missed all beats at once.
 *
 * @param record file that names the process to look after
 */
export function createHostWatch(
  { programs, records, clock }: Pick<LocalExecutorOptions, 'programs' | 'records' | 'clock'>,
  folder: string,
  record: 'host.json' | 'recovery.json' = sessionFiles.host,
): HostWatch {
  const begun = clock.now();
  let lastBeat: number | undefined;
  let silent = 0;
  return {
    async look() {
      const host = await records.read(folder, record);
      if (host === undefined) {
        if (clock.now() - begun <= startMs) return undefined;
        // Whoever makes this record is the host: one that comes later still finds it, and leaves.
        const self = (await programs.identify(process.pid)) ?? { pid: process.pid, started: '' };
        return (await records.create(folder, record, self)) ? 'The session host did not start' : undefined;
      }
      if (!isThere(host.pid)) return 'The session host died';
      const beat = await stat(path.join(folder, sessionFiles.heartbeat)).then(
        ({ mtimeMs }) => mtimeMs,
        () => undefined,
      );
      silent = beat === lastBeat ? silent + 1 : 0;
      lastBeat = beat;
      // Asking the system for the start time is dear on some systems, so only a missed beat is a reason to.
      if (silent < 3) return undefined;
      const now = await programs.identify(host.pid);
      if (now?.started !== host.started) return 'The session host died';
      return silent >= silentLooks ? 'The session host has stopped responding' : undefined;
    },
  };
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of somebody else's answers with EPERM; that the host is still itself is looked at elsewhere.
    return errorCode(error) === 'EPERM';
  }
}
