import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import type { SessionResult } from '../../core/model/sessionResult.ts';
import type { SessionStatus } from '../../ports/executor.ts';
import { sessionFiles } from '../../protocol/sessionFiles.ts';
import type { LocalExecutorOptions } from './options.ts';
import { createHostWatch } from './hostWatch.ts';
import { createStatusReader } from './statusReader.ts';
import { settleCrashed } from './settleCrashed.ts';
import { startHostBy } from './startHost.ts';

/** Interval of looks for changes that are not reported, and for the life of the host. */
const pollMs = 1_000;

type Options = Pick<LocalExecutorOptions, 'programs' | 'records' | 'clock' | 'nodePath' | 'hostProgram' | 'startHost'>;

export interface Waiting {
  readonly signal?: AbortSignal;
  readonly onStatus?: (status: SessionStatus) => void;
}

/**
 * Waits for the result of a session, and reports its status meanwhile. If the host of an agent has died, another
 * process looks at what the agent did and answers; if that dies too, or there was no agent, what is left running is
 * ended and the session settled as crashed.
 *
 * @throws the signal's reason once it is aborted; the session itself goes on
 */
export async function awaitSession(
  options: Options,
  folder: string,
  session: string,
  epoch: number,
  { signal, onStatus }: Waiting,
): Promise<SessionResult> {
  const { records, clock } = options;
  const result = async () => (await records.read(folder, sessionFiles.result))?.result;
  let hostWatch = createHostWatch(options, folder);
  let recovering = false;
  const status = createStatusReader(options.records, folder);
  const change = changesOf(folder);
  try {
    for (;;) {
      signal?.throwIfAborted();
      const ended = await result();
      if (ended !== undefined) return ended;
      const news = onStatus === undefined ? undefined : await status.changed();
      if (news !== undefined) onStatus?.(news);
      const death = await hostWatch.look();
      if (death !== undefined) {
        // A host leaves when it has answered, which may have been since its answer was looked for.
        const answered = await result();
        if (answered !== undefined) return answered;
        if (recovering || !(await isOfAgent(records, folder))) {
          return await settleCrashed(options, folder, session, epoch, death);
        }
        recovering = true;
        if ((await records.read(folder, sessionFiles.recovery)) === undefined) {
          await startHostBy(options, folder, 'recover');
        }
        hostWatch = createHostWatch(options, folder, sessionFiles.recovery);
      }
      await change.next(clock.now() + pollMs, clock, signal);
    }
  } finally {
    change.close();
  }
}

/** An agent can have changed anything anywhere; the work of other sessions is safe to do again. */
async function isOfAgent(records: Options['records'], folder: string): Promise<boolean> {
  const local = await records.read(folder, sessionFiles.job);
  return local?.job.work.kind === 'agent';
}

interface Changes {
  /** Returns at the next change, at the given time, or when the signal aborts; at once if something changed before. */
  next(at: number, clock: Options['clock'], signal: AbortSignal | undefined): Promise<void>;
  close(): void;
}

function changesOf(folder: string): Changes {
  let changed = false;
  let wake = () => {};
  const notice = () => {
    changed = true;
    wake();
  };
  const watcher = watchFolder(folder, notice);
  return {
    next: (at, clock, signal) =>
      new Promise((resolve) => {
        const done = () => {
          cancel();
          signal?.removeEventListener('abort', done);
          wake = () => {};
          changed = false;
          resolve();
        };
        const cancel = clock.wake(at, done);
        signal?.addEventListener('abort', done);
        wake = done;
        if (changed || signal?.aborted === true) done();
      }),
    close: () => watcher?.close(),
  };
}

/** Of all that happens in the folder only the end and the status matter; heartbeats and output come many times a second. */
function watchFolder(folder: string, ended: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, { persistent: false }, (_event, name) => {
      if (name === null || name === sessionFiles.result || name === sessionFiles.status) ended();
    });
    return watcher.on('error', () => watcher.close());
  } catch {
    return undefined;
  }
}
