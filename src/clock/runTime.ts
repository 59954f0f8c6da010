/**
 * Time in which this process ran. While a laptop sleeps, or a process is stopped, no work is done, so that time counts
 * towards no limit: an agent must not be ended as stuck because its machine was closed over lunch.
 *
 * Clocks do not tell: on macOS and Windows the monotonic one goes on through a sleep. But a beat that comes much later
 * than it was due shows that the process stood still, and a late beat counts as no more than two.
 */
export interface RunTime {
  /** Milliseconds that have counted so far. */
  now(): number;
  /** Ends the beat; `now` must not be asked any more. */
  close(): void;
}

/** Interval of looks, in milliseconds: the longest a gap can count is twice that. */
const beatMs = 1_000;

/** Starts to count. The beat keeps no process alive. */
export function startRunTime(): RunTime {
  let counted = 0;
  let last = performance.now();
  const look = () => {
    const now = performance.now();
    counted += Math.min(now - last, 2 * beatMs);
    last = now;
    return counted;
  };
  const beat = setInterval(look, beatMs);
  beat.unref();
  return { now: look, close: () => clearInterval(beat) };
}

/**
 * Calls back once, after the given time in which this process ran.
 *
 * @param milliseconds may be longer than a single timer can wait
 * @param process whether waiting keeps the process alive
 * @returns cancels it
 */
export function afterRunTime(
  milliseconds: number,
  callback: () => void,
  process: 'held' | 'let-go' = 'held',
): () => void {
  const time = startRunTime();
  let timer: NodeJS.Timeout;
  const look = () => {
    const left = milliseconds - time.now();
    if (left > 0) {
      timer = setTimeout(look, Math.min(Math.ceil(left), longestDelay));
      if (process === 'let-go') timer.unref();
    } else {
      time.close();
      callback();
    }
  };
  look();
  return () => {
    clearTimeout(timer);
    time.close();
  };
}

/** Longest delay a Node timer keeps. */
const longestDelay = 2 ** 31 - 1;
