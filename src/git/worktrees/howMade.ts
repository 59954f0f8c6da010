import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import type { Plan } from '../../core/plan/schema/plan.ts';
import type { KeepLimits } from '../pool/keptWorktrees.ts';
import type { FillSettings } from './fillWorktree.ts';
import type { CommandSurroundings } from './provisionWorktree.ts';
import type { WantedWorktree } from './worktreeGate.ts';

/** Settings of a plan that decide what is in a new worktree. */
export type MakingSettings = Pick<Plan['worktree'], 'copy' | 'link' | 'setup' | 'teardown'> &
  CommandSurroundings &
  FillSettings &
  Partial<Pick<Plan['worktree'], 'keep'>>;

/** Whether worktrees are kept from session to session. Those of submodules lie elsewhere, and refer to them. */
export function keepsWorktrees<Settings extends Pick<MakingSettings, 'keep' | 'submodules'>>(
  settings: Settings,
): settings is Settings & { readonly keep: KeepLimits } {
  return settings.keep !== undefined && settings.keep !== 'off' && settings.submodules !== 'inherit';
}

/**
 * Name for the way a worktree is made: it changes with the commit, the settings, and the copied files of the person's checkout.
 *
 * @param copies files to copy, relative to the checkout, forward slashes
 * @returns a function from a wanted worktree to 64 hexadecimal digits
 */
export async function howMade(
  repository: string,
  settings: MakingSettings,
  copies: readonly string[],
): Promise<(wanted: WantedWorktree) => string> {
  const { copy, link, setup, env, sparse, needed, lfs, submodules, keys } = settings;
  const stats = await statesOf(repository, copies);
  return ({ base, branch, variables }) =>
    createHash('sha256')
      .update(
        JSON.stringify([base, branch, variables, copy, link, setup, env, sparse, needed, lfs, submodules, keys, stats]),
      )
      .digest('hex');
}

/** States of copied files, for comparison. @param files relative to the checkout, forward slashes */
export function statesOf(repository: string, files: readonly string[]): Promise<unknown> {
  return Promise.all(
    files.map(async (file) => {
      const found = await lstat(path.join(repository, ...file.split('/'))).catch(() => undefined);
      return [file, found?.size, found?.mtimeMs, found?.ctimeMs];
    }),
  );
}
