import { rm } from 'node:fs/promises';
import path from 'node:path';
import { readSharedCheckout, shareCheckout } from './sharedCheckout.ts';
import type { SharedCheckout } from './sharedCheckout.ts';

/** The person's checkout, read beside other work for sessions that start. It only saves them from reading it themselves, so no failure of it is one of theirs. */
export interface Sharing {
  /** Reads the checkout again and drops the earlier reading. */
  again(): void;
  /** Leaves what was read last for sessions. @param guards folders of their guards, among those it was begun for */
  leave(guards: readonly string[]): Promise<void>;
  /** Removes what was read and not left, once nothing is being read any more. */
  drop(): Promise<void>;
}

/**
 * Begins to read.
 *
 * @param top top folder of the checkout
 * @param guards folders of the guards of all sessions that may start, all in one folder
 */
export function beginSharing(top: string, [first]: readonly string[]): Sharing {
  const read = async (): Promise<SharedCheckout | undefined> =>
    first === undefined ? undefined : readSharedCheckout(top, path.dirname(first));
  const remove = async (shared: SharedCheckout | undefined): Promise<void> => {
    if (shared !== undefined) await rm(shared.copies, { recursive: true, force: true });
  };
  let reading = read().catch(() => undefined);
  return {
    again() {
      reading = reading
        .then(remove)
        .then(read)
        .catch(() => undefined);
    },
    async leave(guards) {
      const shared = await reading;
      reading = Promise.resolve(undefined);
      if (shared !== undefined) await shareCheckout(shared, guards).catch(() => undefined);
    },
    drop: () => reading.then(remove).catch(() => undefined),
  };
}
