import { setTimeout as delay } from 'node:timers/promises';
import type { JobStore, QueuedJob } from '../../database/jobs.ts';
import type { Executor, SessionStatus } from '../../ports/executor.ts';

/** Pause between two questions, in milliseconds: sessions print more often than a row of a view can be read. */
const pauseMs = 500;
/** Longest pause, where a notification was lost or a host has fallen silent, which nothing notifies of. */
const longestMs = 2_000;

/** Status of a session in the queue, with the host that it is on, or was on and is not heard of any more. */
export function statusOf({ status, host, waits }: QueuedJob): SessionStatus {
  const said = status ?? { takenOver: false };
  if (host === undefined) return { ...said, host: '' };
  return waits ? { ...said, host: '', lostHost: host } : { ...said, host };
}

/** Tells how the running sessions of a run stand that are in the queue, each time that is another, until the signal. */
export async function followStatuses(options: {
  readonly jobs: Pick<JobStore, 'findAll' | 'watch'>;
  readonly run: string;
  readonly running: Parameters<NonNullable<Executor['followStatuses']>>[1];
  readonly onStatus: Parameters<NonNullable<Executor['followStatuses']>>[2];
  readonly signal: AbortSignal;
}): Promise<void> {
  const { jobs, run, running, onStatus, signal } = options;
  const told = new Map<string, string>();
  let notice = (): void => undefined;
  const stop = jobs.watch(run, () => notice());
  try {
    while (!signal.aborted) {
      const noticed = new Promise<void>((resolve) => (notice = resolve));
      await look();
      await delay(pauseMs, undefined, { signal });
      await Promise.race([noticed, delay(longestMs, undefined, { signal })]);
    }
  } catch {
    // The signal ended a pause.
  } finally {
    stop();
  }

  async function look(): Promise<void> {
    const keys = running();
    if (keys.length === 0) return;
    // A database that is away is told by whoever reads the run from it: here it is asked again.
    const found = await jobs.findAll(run, keys).catch(() => []);
    for (const job of found) {
      const status = statusOf(job);
      const text = JSON.stringify(status);
      const key = `${job.session}@${job.epoch}`;
      if (signal.aborted || job.result !== undefined || told.get(key) === text) continue;
      told.set(key, text);
      onStatus(job.session, status);
    }
  }
}
