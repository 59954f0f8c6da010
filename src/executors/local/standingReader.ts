import type { SessionStanding } from '../../ports/executor.ts';
import type { SessionRecords } from '../../sessionPorts/sessionRecords.ts';
import { sessionFiles } from '../../protocol/sessionFiles.ts';

/** Reads the status of a session. */
export interface StandingReader {
  /** The standing if it is not the one that was read last, else undefined. The first one counts as changed. */
  changed(): Promise<SessionStanding | undefined>;
}

export function createStandingReader(records: SessionRecords, folder: string): StandingReader {
  let last = '';
  return {
    async changed() {
      // A power cut can leave a file with nothing in it; the host writes another one.
      const read = await records.read(folder, sessionFiles.standing).catch(() => undefined);
      const standing = read ?? { takenOver: false };
      const text = JSON.stringify(standing);
      if (text === last) return undefined;
      last = text;
      return standing;
    },
  };
}
