/** Watches how long nothing is heard of an agent. */
export interface Silence {
  heard(): void;
  readonly tooLong: Promise<void>;
  close(): void;
}

/** The part of the longest silence after which people are told, unless the plan says when. */
const worrying = 0.3;

/**
 * One timer at a time, however much is heard.
 *
 * @param patience longest silence that is allowed now, in minutes
 * @param quiet called once in a silence that begins to be long, with its length in minutes
 * @param warnMinutes silence that begins to be long
 */
export function watchSilence(patience: () => number, quiet: (minutes: number) => void, warnMinutes?: number): Silence {
  let last = performance.now();
  let told = false;
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<void>((resolve) => {
    const look = () => {
      const limit = patience() * 60_000;
      const silent = performance.now() - last;
      if (silent >= limit) return resolve();
      const early = warnMinutes === undefined ? worrying * limit : Math.min(warnMinutes * 60_000, limit);
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
      last = performance.now();
      told = false;
    },
    tooLong,
    close: () => clearTimeout(timer),
  };
}
