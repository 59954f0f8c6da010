import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { TakeOver } from '../sessionPorts/sessionHandler.ts';
import type { SessionRecords } from '../sessionPorts/sessionRecords.ts';
import type { TakenOverRecord } from '../protocol/sessionFiles.ts';
import { sessionFiles } from '../protocol/sessionFiles.ts';

export interface TakeOverRequests extends TakeOver {
  /** Looks for the request now. */
  look(): void;
}

/**
 * Follows the file by which a person takes a session over: it is there for as long as the person wants the session.
 *
 * @param cwd where the interface is opened
 * @param signal ends a stay, too
 * @param told called when a person comes and when the person goes
 */
export function createTakeOverRequests(
  folder: string,
  cwd: string,
  records: SessionRecords,
  signal: AbortSignal,
  told: (takenOver: boolean) => void,
): TakeOverRequests {
  const wanted = () => existsSync(path.join(folder, sessionFiles.takeOver));
  const waiting = new Set<{ readonly until: () => boolean; readonly resolve: () => void }>();
  const look = () => {
    for (const waiter of waiting) {
      if (!waiter.until()) continue;
      waiting.delete(waiter);
      waiter.resolve();
    }
  };
  const when = (until: () => boolean) =>
    new Promise<void>((resolve) => {
      waiting.add({ until, resolve });
      look();
    });
  signal.addEventListener('abort', look);
  return {
    look,
    asked: () => when(wanted),
    async open({ argv, env }) {
      const record: TakenOverRecord = { argv, cwd, env };
      await records.replace(folder, sessionFiles.takenOver, record);
      told(true);
      await when(() => signal.aborted || !wanted());
      rmSync(path.join(folder, sessionFiles.takenOver), { force: true });
      rmSync(path.join(folder, sessionFiles.takeOver), { force: true });
      told(false);
    },
  };
}
