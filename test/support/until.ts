import { setTimeout as delay } from 'node:timers/promises';

/** Waits for a condition nobody tells about, asking often; fails when it does not come true in time. */
export async function until(condition: () => boolean | Promise<boolean>, milliseconds = 60_000): Promise<void> {
  const deadline = performance.now() + milliseconds;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Still not so after ${milliseconds} ms: ${condition.toString()}`);
    await delay(20);
  }
}
