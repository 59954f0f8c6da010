import { parseStatus } from '../parse/status.ts';
import type { StatusEntry } from '../parse/status.ts';
import { gitNames, runGit } from '../call/runGit.ts';

/** Knowledge git has of a checkout without looking at every file, where its owner has switched that on. Plain data. */
export interface CheckoutCaches {
  /** Value of `core.fsmonitor`: git's own monitor or a program that says what has changed. Absent: every file is looked at. */
  readonly monitor?: string;
  /** How `git status` lists untracked files, where git keeps a list of folders without any. Absent: every folder is read. */
  readonly untracked?: 'normal' | 'all';
}

const asked = '^(core\\.(fsmonitor|untrackedcache)|feature\\.manyfiles|status\\.showuntrackedfiles)$';

/**
 * Reads the settings that say what git caches of a checkout. Take them before an agent starts, and keep them: whoever changes
 * them later could name a program that git would start.
 *
 * @param top top folder of the checkout
 * @throws GitError when the settings cannot be read
 */
export async function readCaches(top: string): Promise<CheckoutCaches> {
  const { stdout } = await runGit(['config', '--includes', '--show-scope', '-z', '--get-regexp', asked], {
    folder: top,
    accept: [0, 1],
  });
  const fields = stdout.toString('utf8').split('\0');
  const settings = new Map<string, string>();
  fields.forEach((entry, index) => {
    // What this call was given itself is none of the repository's.
    if (index % 2 === 0 || fields[index - 1] === 'command') return;
    const [key = '', ...value] = entry.split('\n');
    settings.set(key, value.length === 0 ? 'true' : value.join('\n'));
  });
  const monitor = settings.get('core.fsmonitor') ?? '';
  const keeps = settings.get('core.untrackedcache') ?? settings.get('feature.manyfiles') ?? '';
  return {
    ...(!isNo(monitor) && { monitor }),
    ...(isYes(keeps) && { untracked: settings.get('status.showuntrackedfiles') === 'all' ? 'all' : 'normal' }),
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
  const status = async (untracked: string): Promise<readonly StatusEntry[]> =>
    parseStatus(
      await gitNames(['status', '--porcelain=v2', '-z', `--untracked-files=${untracked}`, '--no-renames'], call),
    ).entries;
  const others = async (folders: readonly string[]): Promise<readonly StatusEntry[]> => {
    const args = ['ls-files', '--others', '--exclude-standard', '-z', '--', ...folders];
    const files = (await gitNames(args, { folder: top })).split('\0').filter((file) => file !== '');
    return files.map((path) => ({ path, state: '??', detail: '' }));
  };
  if (caches.untracked === undefined) {
    // Two processes at once: each looks at other files.
    return (await Promise.all([status('no'), others([])])).flat();
  }
  const entries = await status(caches.untracked);
  const folders = entries.flatMap(({ path, state }) => (state === '??' && path.endsWith('/') ? [path] : []));
  if (folders.length === 0) return entries;
  const together = new Set(folders);
  return [...entries.filter(({ path }) => !together.has(path)), ...(await others(folders))];
}

const isYes = (value: string): boolean => /^(true|yes|on|[1-9]\d*)$/i.test(value);
const isNo = (value: string): boolean => /^(false|no|off|0*)$/i.test(value);
