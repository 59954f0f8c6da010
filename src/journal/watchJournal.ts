import { statSync, watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';

/** Some file systems report no changes, so the size is also looked at this often. */
const lookEveryMs = 1000;

/**
 * Tells a viewer that a journal has grown since this was called, for as long as the returned function has not been called.
 * @param file the journal; it may not exist yet, its folder must
 */
export function watchJournal(file: string, onChange: () => void): () => void {
  // Looked at before this returns: a size found later may already include what is to be reported to the viewer.
  let size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  let stopped = false;
  let begun = 0;
  let newest = 0;
  const look = async (): Promise<void> => {
    const turn = (begun += 1);
    const now = await stat(file).then(
      (found) => found.size,
      () => 0,
    );
    // Looks overtake each other on a busy disk.
    if (stopped || turn < newest || now === size) return;
    newest = turn;
    size = now;
    onChange();
  };
  const timer = setInterval(() => void look(), lookEveryMs);
  const watcher = watchFolder(path.dirname(file), () => void look());
  return () => {
    stopped = true;
    clearInterval(timer);
    watcher?.close();
  };
}

/** Undefined where the system cannot watch, or has no watches left: looking at the size has to do. */
function watchFolder(folder: string, onChange: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, onChange);
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}
