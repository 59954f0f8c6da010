import { watch } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const pollMs = 500;

/** Waits for a folder to change. */
export interface FolderChanges {
  /** Returns at the next change, at once if there was one since the last time, or after a moment: some folders cannot be watched. */
  next(): Promise<void>;
  /** Ends the wait now. */
  wake: () => void;
  close(): void;
}

export function watchFolder(folder: string): FolderChanges {
  let resolveWait = () => {};
  let changed = false;
  let watcher: ReturnType<typeof watch> | undefined;
  const wake = () => {
    changed = true;
    resolveWait();
  };
  try {
    watcher = watch(folder, { persistent: false }, wake);
    watcher.on('error', () => watcher?.close());
  } catch {
    // Polling alone is enough to follow, only less smooth.
  }
  return {
    async next() {
      const poll = new AbortController();
      if (!changed)
        await Promise.race([
          new Promise<void>((resolve) => {
            resolveWait = resolve;
          }),
          delay(pollMs, undefined, { signal: poll.signal }).catch(() => undefined),
        ]);
      poll.abort();
      changed = false;
    },
    wake,
    close: () => watcher?.close(),
  };
}
