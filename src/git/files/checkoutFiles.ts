import { randomUUID } from 'node:crypto';
import { lstat, rm, writeFile } from 'node:fs/promises';
import type { BigIntStats } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { checkoutStatus } from './checkoutStatus.ts';
import type { CheckoutCaches } from './checkoutStatus.ts';
import { indexEntries } from './indexEntries.ts';

/** A moment on the clock of the file system that contains a repository: nanoseconds, as decimal digits. */
export type Moment = string;

/** Files that differ from what is checked out: what git says of them, and what the disk does. */
export type FileStates = Readonly<Record<string, string>>;

/** Stands for a file that was touched before its state could be read; it equals no state. */
export const touched = 'touched';

/** Files that differ from HEAD, untracked ones included, ignored ones left out. Costs about one `git status`. */
export async function checkoutFiles(top: string, caches: CheckoutCaches): Promise<FileStates> {
  const states: [string, string][] = [];
  for (const { path: file, state, detail } of await checkoutStatus(top, caches)) {
    const found = onDisk(await look(top, file));
    states.push([file, state === '??' ? `?? ${found}` : `${state} ${detail} ${found}`]);
  }
  // Assigned one by one, a file named `__proto__` would be lost.
  return Object.fromEntries(states);
}

/**
 * Files as they were at a moment some time ago, as far as that can still be known: what was touched since is marked, so
 * that it counts as changed whatever it is later. Of a file that is gone and that git did not track, only the folder it
 * was in is known.
 *
 * @param top top folder of the checkout
 */
export async function filesAsOf(top: string, moment: Moment, caches: CheckoutCaches): Promise<FileStates> {
  const [different, listed] = await Promise.all([checkoutFiles(top, caches), indexEntries({ folder: top })]);
  const since = BigInt(moment);
  const states = new Map<string, string>();
  const busy = new Set<string>();
  for (const [file, state] of Object.entries(different)) {
    const found = (await look(top, file)) ?? (await look(top, path.posix.dirname(file)));
    const early = found === undefined || found.ctimeNs >= since;
    states.set(file, early ? touched : state);
    if (early) busy.add(path.posix.dirname(file));
  }
  for (const folder of foldersOf([...listed.map(({ file }) => file), ...Object.keys(different)])) {
    if (busy.has(folder)) continue;
    const found = await look(top, folder);
    if (found !== undefined && found.mtimeNs >= since) states.set(`${folder}/`, touched);
  }
  return Object.fromEntries(states);
}

/** Files whose states differ, sorted. */
export function differingFiles(before: FileStates, after: FileStates): readonly string[] {
  const files = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...files].filter((file) => before[file] !== after[file] || after[file] === touched).sort();
}

/** Longest wait for a file system's clock to advance, in milliseconds. Most take up to ten; some count in seconds. */
const longestTick = 40;

/**
 * A moment that is later than all that has been done to files of a folder so far, on the clock of its file system: those of
 * network file systems are not this machine's, and what is done within one tick of a clock has one time.
 */
export async function momentIn(folder: string): Promise<Moment> {
  const file = path.join(folder, `wavegate-clock-${randomUUID()}`);
  const tick = async (): Promise<bigint> => {
    await writeFile(file, '.');
    return (await lstat(file, { bigint: true })).ctimeNs;
  };
  try {
    const first = await tick();
    const begun = performance.now();
    let now = first;
    // The last look is begun once the wait is over: a machine that was busy all the while may let this process look only then.
    for (let over = false; now === first && !over;) {
      await delay(1);
      over = performance.now() - begun >= longestTick;
      now = await tick();
    }
    return String(now);
  } finally {
    await rm(file, { force: true });
  }
}

/** All folders that lead to files, the top folder as `.`. */
function foldersOf(files: readonly string[]): ReadonlySet<string> {
  const folders = new Set<string>(['.']);
  for (const file of files) {
    for (let at = path.posix.dirname(file); !folders.has(at); at = path.posix.dirname(at)) folders.add(at);
  }
  return folders;
}

/** The time of the last change of any kind is part of it: unlike that of the content, no program can set it back. */
function onDisk(found: BigIntStats | undefined): string {
  return found === undefined ? '-' : `${found.size} ${found.mtimeNs} ${found.ctimeNs}`;
}

async function look(top: string, file: string): Promise<BigIntStats | undefined> {
  return lstat(path.join(top, ...file.split('/')), { bigint: true }).catch(() => undefined);
}
