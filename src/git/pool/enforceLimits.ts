import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { freeSetups, listSetups, partsOfSetups } from './keptSetups.ts';
import { freeKept, listKept, underWay, usualSetups } from './keptWorktrees.ts';
import type { KeepLimits } from './keptWorktrees.ts';

const dayMs = 24 * 60 * 60_000;
/** Milliseconds after which filling, taking or removing counts as interrupted. */
const interruptedMs = dayMs;

/**
 * Removes what is too old, too many or too large, the oldest first, and what an interruption has left. Set-ups take their part of
 * the disk first: what they save is more.
 */
export async function enforceLimits(pool: string, limits: KeepLimits, now: number): Promise<void> {
  let bytes = 0;
  const isOver = (kept: { readonly keptAt: number; readonly bytes: number }, number: number, most: number): boolean => {
    bytes += kept.bytes;
    return now - kept.keptAt > limits.days * dayMs || number > most || bytes > limits.gigabytes * 1e9;
  };
  const setups = (await listSetups(pool)).filter((kept, at) => isOver(kept, at + 1, limits.setups ?? usualSetups));
  await freeSetups(pool, setups, now);
  await freeKept((await listKept(pool)).filter((kept, at) => isOver(kept, at + 1, limits.worktrees)));
  for (const name of await readdir(pool).catch(() => [])) {
    const begun = Number(/^(\d+)-/.exec(name)?.[1] ?? 0);
    const left = name.endsWith(underWay) && now - begun > interruptedMs;
    if (left) await rm(path.join(pool, name), { recursive: true, force: true });
  }
  for (const { folder, begun } of partsOfSetups(pool)) {
    if (now - begun > interruptedMs) await rm(folder, { recursive: true, force: true });
  }
}
