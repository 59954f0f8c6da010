import path from 'node:path';
import { count } from '../core/words/labels.ts';
import { freeKept, listKept, poolFolder } from '../git/pool/keptWorktrees.ts';
import type { Runs } from './findRuns.ts';

/** Worktrees of a repository that are kept for later sessions, in all. */
export interface Kept {
  readonly worktrees: number;
  /** Of their files. */
  readonly bytes: number;
}

export async function keptOf({ layout }: Pick<Runs, 'layout'>): Promise<Kept> {
  const kept = await listKept(poolFolder(layout.worktreeRoot));
  return { worktrees: kept.length, bytes: kept.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** Removes them all: they hold files of commits and nothing else. @returns what is gone */
export async function removeKept({ layout }: Pick<Runs, 'layout'>): Promise<Kept> {
  const freed = await freeKept(await listKept(poolFolder(layout.worktreeRoot)));
  return { worktrees: freed.length, bytes: freed.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** `3 worktrees (1.5 MB)` */
export function keptText({ worktrees, bytes }: Kept): string {
  return `${count(worktrees, 'worktree')} (${(bytes / 1_000_000).toFixed(1)} MB)`;
}

/** Name for them in a list of what runs have left behind. */
export function keptName({ common }: Pick<Runs, 'common'>): string {
  const top = path.basename(common) === '.git' ? path.dirname(common) : common;
  return `Kept worktrees of ${path.basename(top)}`;
}
