import { existsSync, watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import path from 'node:path';
import { sessionFiles } from '../protocol/sessionFiles.ts';

export interface StopRequests {
  /** Aborted once somebody has asked for the session to end. */
  readonly signal: AbortSignal;
  /** Looks for the stop file now; called with every heartbeat, where watching a folder is not to be relied on. */
  look(): void;
  close(): void;
}

/** Watches a session's folder for the request to end it, and this process for the system's own (SIGTERM, SIGINT). */
export function watchForStop(folder: string): StopRequests {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const look = () => {
    if (existsSync(path.join(folder, sessionFiles.stop))) abort();
  };
  process.on('SIGTERM', abort).on('SIGINT', abort);
  const watcher = watchFolder(folder, look);
  look();
  return {
    signal: controller.signal,
    look,
    close() {
      watcher?.close();
      process.off('SIGTERM', abort).off('SIGINT', abort);
    },
  };
}

/** Some file systems cannot be watched, and systems limit how much can. */
function watchFolder(folder: string, changed: () => void): FSWatcher | undefined {
  try {
    // A loud session changes its folder thousands of times a second; only one file in it is of interest.
    const watcher = watch(folder, { persistent: false }, (_event, name) => {
      if (name === null || name === sessionFiles.stop) changed();
    });
    return watcher.on('error', () => watcher.close());
  } catch {
    return undefined;
  }
}
