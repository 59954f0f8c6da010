import type { SessionStatus } from '../../ports/executor.ts';
import type { SessionRecords } from '../../sessionPorts/sessionRecords.ts';
import { sessionFiles } from '../../protocol/sessionFiles.ts';

/** Reads the status of a session. */
export interface StatusReader {
  /** The status if it is not the one that was read last, else undefined. The first one counts as changed. */
  changed(): Promise<SessionStatus | undefined>;
}

export function createStatusReader(records: SessionRecords, folder: string): StatusReader {
  let last = '';
  return {
    async changed() {
      // A power cut can leave a file with nothing in it; the host writes another one.
      const read = await records.read(folder, sessionFiles.status).catch(() => undefined);
      const status = read ?? { takenOver: false };
      const text = JSON.stringify(status);
      if (text === last) return undefined;
      last = text;
      return status;
    },
  };
}
