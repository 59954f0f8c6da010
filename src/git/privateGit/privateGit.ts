import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { copyKeys } from '../place/keyFolders.ts';
import type { Keys } from '../place/keyFolders.ts';
import { readRefFiles } from '../refs/refFiles.ts';
import { administrativeFolder } from '../place/repositoryFolders.ts';
import { readSmallText } from '../place/smallFiles.ts';
import { fillingSettings, readFilling } from '../files/worktreeSettings.ts';
import type { Filling } from '../files/worktreeSettings.ts';
import { carriedSettings, configText } from './carriedSettings.ts';
import { readSettings } from '../place/repositorySettings.ts';
import type { Setting } from '../place/repositorySettings.ts';

/** Facts shared by the private git folders of one repository's worktrees; read once for several. */
export interface PrivateGitSource {
  /** The repository's shared git folder. Absolute, native. */
  readonly common: string;
  readonly settings: readonly Setting[];
  readonly packedRefs: string;
}

export interface PrivateGit {
  readonly worktree: string;
  /** Short name of the branch that is checked out; none where only checks run. */
  readonly branch?: string;
  /** Commit the files of the worktree are of. */
  readonly commit: string;
  /** Paths of files that are not part of the work: relative to the worktree, forward slashes. */
  readonly excluded: readonly string[];
  /** Files and folders that filters look for in a git folder. */
  readonly keys: Keys;
}

/** Files of a git folder that decide how files are read, or where history ends. */
const shared = ['info/attributes', 'info/grafts', 'shallow'];

/**
 * Reads what private git folders are made of.
 *
 * @param known settings of the repository, where they were read just now
 * @throws GitError when the repository's settings cannot be read
 */
export async function readPrivateGitSource(
  repository: string,
  common: string,
  known?: readonly Setting[],
): Promise<PrivateGitSource> {
  const [all, refs] = await Promise.all([known ?? readSettings(repository), readRefFiles(common)]);
  const settings = carriedSettings(all);
  const names = Object.keys(refs).filter(
    (name) => /^refs\/(heads|tags|remotes)\//.test(name) && !/^refs\/heads\/[^/]+\/[^/]+\.sessions\//.test(name),
  );
  // In the order of bytes, as git looks them up.
  const sorted = names.map((name) => Buffer.from(name)).sort((a, b) => Buffer.compare(a, b));
  const lines = sorted.map(String).map((name) => `${refs[name]} ${name}\n`);
  return {
    common,
    settings: [formatOf(settings), ...own, ...settings],
    packedRefs: `# pack-refs with: sorted \n${lines.join('')}`,
  };
}

/** Git reads extensions where the format says that there are some. */
function formatOf(settings: readonly Setting[]): Setting {
  const extended = settings.some(({ key }) => key.startsWith('extensions.'));
  return { key: 'core.repositoryformatversion', value: extended ? '1' : '0' };
}

const own: readonly Setting[] = [
  { key: 'core.bare', value: 'false' },
  { key: 'core.logallrefupdates', value: 'true' },
  // Nothing that continues by itself while Wavegate looks at the files, or takes them away.
  { key: 'gc.auto', value: '0' },
  { key: 'maintenance.auto', value: 'false' },
  // These commits are the agent's; they are never handed in under the person's signature.
  { key: 'commit.gpgsign', value: 'false' },
  { key: 'tag.gpgsign', value: 'false' },
  // What the person has of submodules is borrowed, like the objects here.
  { key: 'submodule.alternatelocation', value: 'superproject' },
  { key: 'submodule.alternateerrorstrategy', value: 'info' },
];

/** Git must take the files for unchanged, so it reads them as they were written. */
function asFilled(filling: Filling): readonly Setting[] {
  return fillingSettings(filling).config.map((setting) => {
    const [key = '', value = ''] = setting.split('=');
    return { key: key.toLowerCase(), value };
  });
}

/**
 * Gives a worktree that has just been filled a git folder of its own in place of the `.git` that leads to the repository:
 * objects are borrowed from it, all else is a copy, so that whatever an agent does with git it does to itself. Written as
 * plain files, because starting git takes longer than all of it. Safe to repeat until an agent has entered.
 *
 * @throws Error when a file cannot be written
 */
export async function writePrivateGit(source: PrivateGitSource, request: PrivateGit): Promise<void> {
  const { common, settings, packedRefs } = source;
  const { worktree, branch, commit, excluded, keys } = request;
  const administrative = await administrativeFolder(common, worktree);
  const folder = path.join(worktree, '.git');
  rmSync(folder, { recursive: true, force: true });
  const put = (file: string, text: string, encoding: BufferEncoding = 'utf8'): void => {
    const place = path.join(folder, ...file.split('/'));
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, text, encoding);
  };
  for (const empty of ['objects/pack', 'refs/heads', 'refs/tags', 'hooks'])
    mkdirSync(path.join(folder, ...empty.split('/')), { recursive: true });
  put('objects/info/alternates', `${alternate(path.join(common, 'objects'))}\n`);
  put('packed-refs', packedRefs);
  if (branch !== undefined) put(`refs/heads/${branch}`, `${commit}\n`);
  const filling = await readFilling(common, worktree);
  put('config', configText([...settings, ...asFilled(filling)]), 'latin1');
  for (const file of shared) copyIfThere(path.join(common, ...file.split('/')), path.join(folder, ...file.split('/')));
  const patterns = excluded.filter((file) => !file.includes('\n')).map((file) => file.replace(/[\\*?[\]]/g, '\\$&'));
  put(
    'info/exclude',
    `${readSmallText(path.join(common, 'info', 'exclude')) ?? ''}\n${patterns.map((pattern) => `/${pattern}\n`).join('')}`,
  );
  await copyKeys(keys, folder);
  if (administrative !== undefined) {
    for (const file of ['index', 'info/sparse-checkout'])
      copyIfThere(path.join(administrative, ...file.split('/')), path.join(folder, ...file.split('/')));
  }
  // Last, because without it git takes the folder for none.
  put('HEAD', branch === undefined ? `${commit}\n` : `ref: refs/heads/${branch}\n`);
}

/**
 * Takes the private git folder away again, so that git in the worktree is that of the repository: for hooks of the person, once
 * nothing of an agent or of a plan runs in it any more. Nothing that somebody made in the private folder is kept.
 *
 * @throws Error when the repository has no such worktree
 */
export async function leadToRepository(common: string, worktree: string): Promise<void> {
  const administrative = await administrativeFolder(common, worktree);
  if (administrative === undefined) throw new Error(`${worktree} is no worktree of ${common}.`);
  const entry = path.join(worktree, '.git');
  rmSync(entry, { recursive: true, force: true });
  writeFileSync(entry, `gitdir: ${administrative}\n`);
}

/** Whether a worktree has a git folder of its own, and no file or link that leads elsewhere. */
export async function hasPrivateGit(worktree: string): Promise<boolean> {
  return (await lstat(path.join(worktree, '.git')).catch(() => undefined))?.isDirectory() === true;
}

/** Whether the private git folder of a worktree that no agent has entered was written to its end, and borrows from `common`. */
export function isPrivateGitWhole(
  common: string,
  { worktree, branch }: Pick<PrivateGit, 'worktree' | 'branch'>,
): boolean {
  const folder = path.join(worktree, '.git');
  const text = (file: string): string | undefined => readSmallText(path.join(folder, ...file.split('/')));
  return (
    text('HEAD') === `ref: refs/heads/${branch}\n` &&
    text('objects/info/alternates') === `${alternate(path.join(common, 'objects'))}\n` &&
    ['config', 'index', 'packed-refs'].every((file) => existsSync(path.join(folder, file)))
  );
}

/** A line of `objects/info/alternates`: git reads quotes in it as C does, and slashes everywhere. */
export function alternate(objects: string): string {
  const slashed = process.platform === 'win32' ? objects.replaceAll('\\', '/') : objects;
  if (!/["\\\n]/.test(slashed)) return slashed;
  return `"${slashed.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

function copyIfThere(from: string, to: string): void {
  if (!existsSync(from)) return;
  mkdirSync(path.dirname(to), { recursive: true });
  copyFileSync(from, to);
}
