import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { commonFolder } from '../place/repositoryFolders.ts';
import { readCaches } from '../files/checkoutStatus.ts';
import type { CheckoutCaches } from '../files/checkoutStatus.ts';
import { filesAsOf, momentIn } from '../files/checkoutFiles.ts';
import type { FileStates, Moment } from '../files/checkoutFiles.ts';
import { keepFiles } from '../files/keepFiles.ts';

/** The person's checkout as it was before the agents of a wave started, read once for all of them. */
export interface SharedCheckout {
  readonly moment: Moment;
  /** The same on this machine's clock. Epoch milliseconds. */
  readonly at: number;
  readonly states: FileStates;
  readonly caches: CheckoutCaches;
  /** Folder with copies of the files no commit contains. Absolute, native. */
  readonly copies: string;
}

/** After so many milliseconds, what the person has done since would be taken for a session's doing. */
const longest = 60_000;

const name = 'checkout.json';

/**
 * Reads the person's checkout before the agents of several sessions start, so that none of them has to while the others
 * start, and so that nothing they do is taken for what was there before.
 *
 * @param top top folder of the checkout
 * @param beside folder for the copies, made if needed: that of the sessions' guards
 */
export async function readSharedCheckout(top: string, beside: string): Promise<SharedCheckout> {
  const at = Date.now();
  const [moment, caches] = await Promise.all([momentIn(await commonFolder(top)), readCaches(top)]);
  const copies = path.join(beside, `checkout-${randomUUID()}`);
  const states = await filesAsOf(top, moment, caches);
  await keepFiles(top, states, copies);
  return { moment, at, states, caches, copies };
}

/** Leaves what was read for sessions that start. @param guards folders of their guards; made if needed */
export async function shareCheckout(shared: SharedCheckout, guards: readonly string[]): Promise<void> {
  const text = JSON.stringify(shared);
  for (const folder of guards) {
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, `${name}.part`), text);
    await rename(path.join(folder, `${name}.part`), path.join(folder, name));
  }
}

/**
 * Takes what was read for a session that is about to start; it is handed out only once.
 *
 * @param now epoch milliseconds
 * @returns undefined when nothing was read for it, or too long ago
 */
export async function takeSharedCheckout(guard: string, now: number): Promise<SharedCheckout | undefined> {
  const file = path.join(guard, name);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  await rm(file, { force: true });
  const shared = JSON.parse(text) as SharedCheckout;
  return Math.abs(now - shared.at) <= longest ? shared : undefined;
}
