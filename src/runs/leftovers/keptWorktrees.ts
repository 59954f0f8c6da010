import path from 'node:path';
import { count } from '../../core/words/labels.ts';
import { freeSetups, listSetups } from '../../git/pool/keptSetups.ts';
import type { KeptSetup } from '../../git/pool/keptSetups.ts';
import { freeKept, listKept, poolFolder } from '../../git/pool/keptWorktrees.ts';
import type { KeptWorktree } from '../../git/pool/keptWorktrees.ts';
import type { Runs } from '../find/findRuns.ts';

/** Totals of all that is kept of a repository for later sessions. */
export interface Kept {
  readonly worktrees: number;
  /** Of all files, those of set-ups included. */
  readonly bytes: number;
  readonly setups: readonly SetupKept[];
}

/** Files that set-up commands have left. */
interface SetupKept {
  readonly commands: readonly string[];
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly keptAt: number;
}

type Place = Pick<Runs, 'layout'>;

export async function keptOf({ layout }: Place): Promise<Kept> {
  const pool = poolFolder(layout.worktreeRoot);
  return summed(await listKept(pool), await listSetups(pool));
}

/** Removes it all: a commit or the commands of a plan bring it back. @returns what is gone */
export async function removeKept({ layout }: Place): Promise<Kept> {
  const pool = poolFolder(layout.worktreeRoot);
  const setups = await freeSetups(pool, await listSetups(pool), Date.now());
  return summed(await freeKept(await listKept(pool)), setups);
}

function summed(worktrees: readonly KeptWorktree[], setups: readonly KeptSetup[]): Kept {
  return {
    worktrees: worktrees.length,
    bytes: [...worktrees, ...setups].reduce((sum, { bytes }) => sum + bytes, 0),
    setups: setups.map(({ commands, bytes, keptAt }) => ({ commands, bytes, keptAt })),
  };
}

export const isKept = ({ worktrees, setups }: Kept): boolean => worktrees + setups.length > 0;

/** `3 worktrees, what "npm ci" left (151.5 MB)` */
export function keptText({ worktrees, bytes, setups }: Kept): string {
  const parts = [
    ...(worktrees > 0 || setups.length === 0 ? [count(worktrees, 'worktree')] : []),
    ...setups.map(({ commands }) => `what "${commands.join(', then ')}" left`),
  ];
  return `${parts.join(', ')} (${(bytes / 1_000_000).toFixed(1)} MB)`;
}

/** Name for them in a list of what runs have left behind. */
export function keptName({ common }: Pick<Runs, 'common'>): string {
  const top = path.basename(common) === '.git' ? path.dirname(common) : common;
  return `Kept worktrees of ${path.basename(top)}`;
}
