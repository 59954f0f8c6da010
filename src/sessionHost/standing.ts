import type { SessionStanding } from '../ports/executor.ts';
import type { SessionRecords } from '../sessionPorts/sessionRecords.ts';
import { sessionFiles } from '../protocol/sessionFiles.ts';

export interface StandingFile {
  now(): SessionStanding;
  change(standing: SessionStanding): void;
  /** Writes what has changed since; called with every heartbeat, so that a talkative agent writes no more often. */
  beat(): void;
}

/** Writes the status of a session to a file in its folder. Nothing depends on it, so a full disk is no reason to end the session. */
export function createStandingFile(folder: string, records: SessionRecords): StandingFile {
  let standing: SessionStanding = { takenOver: false };
  let changed = false;
  let writing: Promise<void> = Promise.resolve();
  const beat = () => {
    if (!changed) return;
    changed = false;
    writing = writing.then(() => records.replace(folder, sessionFiles.standing, standing)).catch(() => undefined);
  };
  return {
    now: () => standing,
    change(next) {
      const turned = next.takenOver !== standing.takenOver;
      standing = next;
      changed = true;
      if (turned) beat();
    },
    beat,
  };
}
