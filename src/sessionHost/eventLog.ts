import { appendFileSync } from 'node:fs';
import path from 'node:path';
import type { SessionEventLine } from '../protocol/sessionFiles.ts';
import { sessionFiles } from '../protocol/sessionFiles.ts';

type WithoutTime<T> = T extends unknown ? Omit<T, 'at'> : never;

/** One thing that happened in a session, before it is dated. */
export type SessionEvent = WithoutTime<SessionEventLine>;

/** Appends to the session's event lines. Only people read them, so a full disk is no reason to end the session. */
export function createEventLog(folder: string): (event: SessionEvent) => void {
  return (event) => {
    try {
      appendFileSync(path.join(folder, sessionFiles.events), `${JSON.stringify({ at: Date.now(), ...event })}\n`);
    } catch {
      // The result says what became of the session.
    }
  };
}
