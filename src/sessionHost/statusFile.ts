import type { SessionStatus } from '../ports/executor.ts';
import type { SessionRecords } from '../sessionPorts/sessionRecords.ts';
import { sessionFiles } from '../protocol/sessionFiles.ts';

export interface StatusFile {
  now(): SessionStatus;
  change(status: SessionStatus): void;
  /** Writes what has changed since; called with every heartbeat, so that a talkative agent writes no more often. */
  beat(): void;
}

/** Writes the status of a session to a file in its folder. Nothing depends on it, so a full disk is no reason to end the session. */
export function createStatusFile(folder: string, records: SessionRecords): StatusFile {
  let status: SessionStatus = { takenOver: false };
  let changed = false;
  let writing: Promise<void> = Promise.resolve();
  const beat = () => {
    if (!changed) return;
    changed = false;
    writing = writing.then(() => records.replace(folder, sessionFiles.status, status)).catch(() => undefined);
  };
  return {
    now: () => status,
    change(next) {
      const turned = next.takenOver !== status.takenOver;
      status = next;
      changed = true;
      if (turned) beat();
    },
    beat,
  };
}
