import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { newPlace } from './keptWorktrees.ts';

/** Files that set-up commands have left in a worktree, copied before any agent was there. */
export interface KeptSetup {
  /** Holds the files, and this. Absolute, native. */
  readonly folder: string;
  /** Name for all that decides what the commands leave. */
  readonly key: string;
  readonly commands: readonly string[];
  /** Paths in the worktree that the commands have made, each with all that is in it; forward slashes. */
  readonly entries: readonly string[];
  /** Absolute paths of the worktree they ran in, as files there may name them. */
  readonly from: readonly string[];
  /** Text files and links that name it, and are written again in each copy; forward slashes. */
  readonly naming: readonly string[];
  /** Name for the state of each file, as the system reports it: it changes when anybody touches one. */
  readonly state: string;
  /** Milliseconds since 1970. */
  readonly keptAt: number;
  readonly bytes: number;
}

const recordName = 'setup.json';

export const setupFiles = (folder: string): string => path.join(folder, 'files');
export const setupRecord = (folder: string): string => path.join(folder, recordName);
export const setupFolder = (pool: string, key: string): string => path.join(setupsIn(pool), key);
const setupsIn = (pool: string): string => path.join(pool, 'setups');

/** Path for a set-up that is about to be kept. */
export function setupPart(pool: string, now: number): string {
  return newPlace(setupsIn(pool), now).part;
}

/** The kept set-up of a name; undefined when there is none. */
export async function findSetup(pool: string, key: string): Promise<KeptSetup | undefined> {
  const folder = setupFolder(pool, key);
  try {
    const record = JSON.parse(await readFile(setupRecord(folder), 'utf8')) as Omit<KeptSetup, 'folder'>;
    return { ...record, folder };
  } catch {
    return undefined;
  }
}

/** Set-ups that are kept, newest first. */
export async function listSetups(pool: string): Promise<readonly KeptSetup[]> {
  const names = await readdir(setupsIn(pool)).catch(() => []);
  const found = await Promise.all(
    names.filter((name) => /^[0-9a-f]{64}$/.test(name)).map((name) => findSetup(pool, name)),
  );
  return found.filter((kept) => kept !== undefined).sort((a, b) => b.keptAt - a.keptAt);
}

/** Removes kept set-ups: the commands can be run again. @returns those that are gone */
export async function freeSetups(pool: string, kept: readonly KeptSetup[], now: number): Promise<readonly KeptSetup[]> {
  const freed: KeptSetup[] = [];
  for (const each of kept) {
    const aside = setupPart(pool, now);
    try {
      await rename(each.folder, aside);
    } catch {
      // Somebody else has removed it.
      continue;
    }
    await rm(aside, { recursive: true, force: true, maxRetries: 3 });
    freed.push(each);
  }
  return freed;
}

/** Folders of set-ups that an interruption has left half-made, with the time they were begun. */
export function partsOfSetups(pool: string): readonly { readonly folder: string; readonly begun: number }[] {
  try {
    return readdirSync(setupsIn(pool)).flatMap((name) => {
      const begun = /^(\d+)-.*\.part$/.exec(name)?.[1];
      return begun === undefined ? [] : [{ folder: path.join(setupsIn(pool), name), begun: Number(begun) }];
    });
  } catch {
    return [];
  }
}
