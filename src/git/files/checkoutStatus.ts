import { parseStatus } from '../parse/status.ts';
import type { StatusEntry } from '../parse/status.ts';
import { isNo, isYes, readSettings, valueOf } from '../place/repositorySettings.ts';
import type { Setting } from '../place/repositorySettings.ts';
import { gitNames } from '../call/runGit.ts';

/** Knowledge git has of a checkout without looking at every file, where its owner has switched that on. Plain data. */
export interface CheckoutCaches {
  /** Value of `core.fsmonitor`: git's own monitor or a program that says what has changed. Absent: every file is looked at. */
  readonly monitor?: string;
  /** How `git status` lists untracked files, where git keeps a list of folders without any. Absent: every folder is read. */
  readonly untracked?: 'normal' | 'all';
}

/**
 * Reads the settings that say what git caches of a checkout. Take them before an agent starts, and keep them: whoever changes
 * them later could name a program that git would start.
 *
 * @param top top folder of the checkout
 * @throws GitError when the settings cannot be read
 */
export async function readCaches(top: string): Promise<CheckoutCaches> {
  return cachesIn(await readSettings(top));
}

/** The same, of settings that were read just now. */
export function cachesIn(settings: readonly Setting[]): CheckoutCaches {
  const of = (key: string): string | undefined => valueOf(settings, key);
  const monitor = of('core.fsmonitor') ?? '';
  const keeps = of('core.untrackedcache') ?? of('feature.manyfiles') ?? '';
  return {
    ...(!isNo(monitor) && { monitor }),
    ...(isYes(keeps) && { untracked: of('status.showuntrackedfiles') === 'all' ? 'all' : 'normal' }),
  };
}

/**
 * Files of a checkout that differ from HEAD, each untracked file by itself, ignored ones left out. Nothing is written: what git
 * has cached is used and not renewed.
 *
 * @param top top folder of the checkout
 * @throws GitError when git cannot look at it
 */
export async function checkoutStatus(top: string, caches: CheckoutCaches): Promise<readonly StatusEntry[]> {
  const call = { folder: top, ...(caches.monitor !== undefined && { config: [`core.fsmonitor=${caches.monitor}`] }) };
  const status = async (untracked: string, config: readonly string[] = []): Promise<readonly StatusEntry[]> =>
    parseStatus(
      await gitNames(['status', '--porcelain=v2', '-z', `--untracked-files=${untracked}`, '--no-renames'], {
        ...call,
        config: [...(call.config ?? []), ...config],
      }),
    ).entries;
  const others = async (folders: readonly string[]): Promise<readonly StatusEntry[]> => {
    const args = ['ls-files', '--others', '--exclude-standard', '-z', '--', ...folders];
    const files = (await gitNames(args, { folder: top })).split('\0').filter((file) => file !== '');
    return files.map((path) => ({ path, state: '??', detail: '' }));
  };
  // An index may hold a list of folders though no setting wants one.
  if (caches.untracked === undefined) return status('all', ['core.untrackedCache=false']);
  const entries = await status(caches.untracked);
  const folders = entries.flatMap(({ path, state }) => (state === '??' && path.endsWith('/') ? [path] : []));
  if (folders.length === 0) return entries;
  const together = new Set(folders);
  return [...entries.filter(({ path }) => !together.has(path)), ...(await others(folders))];
}
