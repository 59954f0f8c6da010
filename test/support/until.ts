import { setTimeout as delay } from 'node:timers/promises';
import { reachStep } from './steps.ts';

/**
 * Longest time a test waits for something that must happen, in milliseconds. It only ends a wait in vain, and expects
 * nothing: machines that run tests are slow, and do other things meanwhile.
 */
export const patience = 120_000;

/** Waits for a condition nobody tells about, asking often; fails when it does not come true in time. */
export async function until(condition: () => boolean | Promise<boolean>, milliseconds = patience): Promise<void> {
  reachStep(condition.toString());
  const deadline = performance.now() + milliseconds;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Still not so after ${milliseconds} ms: ${condition.toString()}`);
    await delay(20);
  }
}
