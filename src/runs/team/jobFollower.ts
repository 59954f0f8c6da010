import { setTimeout as delay } from 'node:timers/promises';
import type { JobStore, QueuedJob } from '../../database/jobs.ts';
import type { SessionKey } from '../../ports/executor.ts';
import { onAbort } from '../../util/onAbort.ts';
import type { SessionMirror } from './sessionMirror.ts';

/** News of the sessions of one run, asked for all that are waited for at once. */
export interface JobFollower {
  /**
   * Waits until `seen` accepts how a session is.
   * @throws the signal's reason; JournalError once the database has been away for too long
   */
  follow(key: SessionKey, seen: (job: QueuedJob) => boolean, signal?: AbortSignal): Promise<void>;
}

/** Pause between two questions, in milliseconds, and the part of it for each session: nobody reads faster. */
const pauseMs = 20;
const eachMs = 0.2;
/** Longest pause, where a notification was lost. */
const longestMs = 2_000;

interface Waiting {
  readonly key: SessionKey;
  readonly seen: (job: QueuedJob) => boolean;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export function createJobFollower(run: string, jobs: JobStore, mirror: SessionMirror): JobFollower {
  const waiting = new Set<Waiting>();
  let notice = (): void => undefined;
  let running = false;

  async function look(): Promise<void> {
    const all = [...waiting];
    const found = await jobs.findAll(
      run,
      all.map(({ key }) => key),
    );
    const byKey = new Map(found.map((job) => [`${job.session}@${job.epoch}`, job]));
    await copy(found);
    for (const one of all) {
      const job = byKey.get(`${one.key.session}@${one.key.epoch}`);
      if (job === undefined || !waiting.has(one) || !one.seen(job)) continue;
      waiting.delete(one);
      one.resolve();
    }
  }

  async function copy(found: readonly (SessionKey & QueuedJob)[]): Promise<void> {
    const wanted = await Promise.all(found.filter(({ takes }) => takes > 0).map((job) => mirror.known(job, job.takes)));
    if (wanted.length === 0) return;
    // More than one answer holds: the rest is asked for at once.
    for (;;) {
      const pieces = await jobs.output(run, wanted);
      for (const piece of pieces) await mirror.add({ run, session: piece.session, epoch: piece.epoch }, piece);
      if (pieces.length < 200) return;
      for (const [at, want] of wanted.entries()) wanted[at] = await mirror.known({ run, ...want }, want.take);
    }
  }

  async function loop(): Promise<void> {
    running = true;
    const stop = jobs.watch(run, () => notice());
    try {
      while (waiting.size > 0) {
        const noticed = new Promise<void>((resolve) => (notice = resolve));
        await look();
        if (waiting.size === 0) break;
        await delay(pauseMs + waiting.size * eachMs);
        const ended = new AbortController();
        await Promise.race([noticed, delay(longestMs, undefined, { signal: ended.signal }).catch(() => undefined)]);
        ended.abort();
      }
    } catch (error) {
      for (const { reject } of waiting) reject(error);
      waiting.clear();
    } finally {
      stop();
      running = false;
    }
    if (waiting.size > 0) void loop();
  }

  return {
    async follow(key, seen, signal) {
      let forget = (): void => undefined;
      try {
        await new Promise<void>((resolve, reject) => {
          const one: Waiting = { key, seen, resolve, reject };
          const leave = (): void => {
            waiting.delete(one);
            reject(signal?.reason instanceof Error ? signal.reason : new Error('The wait was ended.'));
            notice();
          };
          if (signal?.aborted === true) return leave();
          if (signal !== undefined) forget = onAbort(signal, leave);
          waiting.add(one);
          if (running) notice();
          else void loop();
        });
      } finally {
        forget();
      }
    },
  };
}
