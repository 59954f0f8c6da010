import { setTimeout as delay } from 'node:timers/promises';

/** Waits so many seconds, or until the signal aborts. */
export async function waitFor(seconds: number, signal: AbortSignal): Promise<void> {
  await delay(seconds * 1000, undefined, { signal }).catch(() => undefined);
}
