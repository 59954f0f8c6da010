import type { Clock } from '../ports/clock.ts';

/** Longest delay a Node timer keeps; a longer wait is made of several. */
const longestDelay = 2 ** 31 - 1;

/** The system's clock. Its timers do not keep a process alive: whoever waits for people decides that. */
export const systemClock: Clock = {
  now: () => Date.now(),
  wake(at, callback) {
    let timer: NodeJS.Timeout;
    const arm = (): void => {
      const delay = at - Date.now();
      timer = setTimeout(delay > longestDelay ? arm : check, Math.max(0, Math.min(delay, longestDelay)));
      timer.unref();
    };
    // Timers may fire a millisecond early, and a clock that was set back makes them early by hours.
    const check = (): void => (Date.now() >= at ? callback() : arm());
    arm();
    return () => clearTimeout(timer);
  },
};
