import { watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { readRequests } from './requests.ts';
import type { GateRequest } from './requests.ts';

/** Some file systems report no changes, so the folder is also looked at this often. */
const lookEveryMs = 5_000;

/**
 * Follows the marker files and refused requests of a run.
 *
 * @param folder made where it is not there, so that it can be watched
 * @param onChange called with what is there now, at first and whenever that changes
 * @returns a function that ends it
 */
export function watchRequests(folder: string, onChange: (requests: readonly GateRequest[]) => void): () => void {
  const ended = new AbortController();
  let last = '[]';
  let looking = Promise.resolve();
  const look = async (): Promise<void> => {
    const requests = await readRequests(folder);
    const now = JSON.stringify(requests);
    if (ended.signal.aborted || now === last) return;
    last = now;
    onChange(requests);
  };
  const lookNext = (): void => {
    // A folder that cannot be read keeps requests from being shown, and nothing else.
    looking = looking.then(look).catch(() => undefined);
  };
  const timer = setInterval(lookNext, lookEveryMs);
  timer.unref();
  ended.signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  void start(folder, lookNext, ended.signal);
  return () => ended.abort();
}

async function start(folder: string, look: () => void, until: AbortSignal): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    if (until.aborted) return;
    const watcher = watch(folder, { persistent: false }, look);
    watcher.on('error', () => watcher.close());
    until.addEventListener('abort', () => watcher.close(), { once: true });
  } catch {
    // The timer looks.
  }
  look();
}
