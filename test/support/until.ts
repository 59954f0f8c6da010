import { setTimeout as delay } from 'node:timers/promises';
import { reachStep } from './steps.ts';

/**
 * Longest time a test waits for something that must happen, in milliseconds. It only ends a wait in vain, and expects
 * nothing: machines that run tests are slow, and do other things meanwhile.
 */
export const patience = 120_000;

/** Milliseconds between two questions, at least and at most. */
const pause = { least: 20, most: 500 };

/**
 * Waits for a condition nobody tells about, asking often; fails when it does not come true in time. Where asking is much work,
 * as a command is, it asks less often: what it waits for needs the processor, too.
 */
export async function until(condition: () => boolean | Promise<boolean>, milliseconds = patience): Promise<void> {
  reachStep(condition.toString());
  const deadline = performance.now() + milliseconds;
  for (;;) {
    const asked = performance.now();
    if (await condition()) return;
    if (performance.now() > deadline) throw new Error(`Still not so after ${milliseconds} ms: ${condition.toString()}`);
    const took = performance.now() - asked;
    await delay(Math.min(Math.max(pause.least, 4 * took), pause.most));
  }
}
