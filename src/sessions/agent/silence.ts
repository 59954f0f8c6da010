import { startRunTime } from '../../clock/runTime.ts';

/** Watches how long nothing is heard of an agent. */
export interface Silence {
  heard(): void;
  /** Resolves with the minutes that were too long. */
  readonly tooLong: Promise<number>;
  close(): void;
}

/** The longest that may be waited, in minutes. */
export interface IdleLimits {
  /** For the first sign of life: on a slow machine a program takes long to start, and is not silent meanwhile. */
  readonly start: number;
  /** From one sign of life to the next, as things are now. */
  readonly between: () => number;
  /** Silence that begins to be long. */
  readonly warn?: number | undefined;
}

/** The part of the longest wait after which people are notified, unless the plan says when. */
const worrying = 0.3;

/**
 * Counts only time in which this process ran. One timer at a time, however much is heard.
 *
 * @param quiet called once in a silence that begins to be long, with its length in minutes
 */
export function watchSilence(limits: IdleLimits, quiet: (minutes: number) => void): Silence {
  const time = startRunTime();
  let last = 0;
  let alive = false;
  let told = false;
  let timer: NodeJS.Timeout | undefined;
  let look: () => void = () => {};
  const tooLong = new Promise<number>((resolve) => {
    look = () => {
      const limit = (alive ? limits.between() : limits.start) * 60_000;
      const silent = time.now() - last;
      if (silent >= limit) return resolve(limit / 60_000);
      const early = alive && limits.warn !== undefined ? Math.min(limits.warn * 60_000, limit) : worrying * limit;
      if (silent >= early && !told) {
        told = true;
        quiet(Math.round(silent / 6_000) / 10);
      }
      timer = setTimeout(look, Math.ceil((silent < early ? early : limit) - silent));
    };
    look();
  });
  return {
    heard() {
      last = time.now();
      told = false;
      if (alive) return;
      alive = true;
      // What is waited for from here on may be shorter than the timer that runs.
      clearTimeout(timer);
      look();
    },
    tooLong,
    close() {
      clearTimeout(timer);
      time.close();
    },
  };
}
