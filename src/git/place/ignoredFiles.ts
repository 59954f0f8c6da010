import { lstat, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hasWildcard } from '../../core/glob/globSyntax.ts';
import { pathMatcher } from '../../core/glob/globs.ts';
import { parseIgnoreRules } from '../parse/ignoreRules.ts';
import { administrativeFolder, commonFolder } from './repositoryFolders.ts';
import { gitNames, gitText } from '../call/runGit.ts';
import type { GitCall } from '../call/gitCall.ts';

export interface IgnoredRequest {
  /** Any folder of the repository. */
  readonly repository: string;
  readonly worktree: string;
  /** Globs of files a session may change. */
  readonly owns: readonly string[];
  /** Files it says it changed, relative to the worktree, forward slashes. */
  readonly claimed: readonly string[];
}

/** Files of a worktree that git ignores, and the rule for each: `.gitignore:1: build/`. */
export interface IgnoredFiles {
  /** Handed in all the same. */
  readonly taken: Readonly<Record<string, string>>;
  /** Claimed, and left out because nothing says that they belong to the work. */
  readonly left: Readonly<Record<string, string>>;
}

/** Written beside the worktree's HEAD when it was ready: what is there from before is no work of an agent. */
const readyName = 'wavegate-ready';

/** Notes that a worktree is ready for an agent, and how it was made. */
export async function markReady(common: string, worktree: string, how: string): Promise<void> {
  const folder = await administrativeFolder(common, worktree);
  if (folder !== undefined) await writeFile(path.join(folder, readyName), how);
}

/** How a worktree that is ready was made; undefined for one that is not. */
export async function readyHow(common: string, worktree: string): Promise<string | undefined> {
  const folder = await administrativeFolder(common, worktree);
  return folder === undefined ? undefined : readFile(path.join(folder, readyName), 'utf8').catch(() => undefined);
}

/**
 * Finds the files of a session that git would leave out of a commit because it ignores them. Such a file is handed in where
 * a plan names it letter for letter and it was written since the worktree was ready, or where the session says it changed it
 * and may. What merely matches a wide glob stays out: dependencies and build output do.
 *
 * @throws GitError when git cannot be asked
 */
export async function ignoredFiles(request: IgnoredRequest): Promise<IgnoredFiles> {
  const { repository, worktree, owns, claimed } = request;
  const isOwned = pathMatcher(owns);
  const named = owns.filter((glob) => !hasWildcard(glob)).map((glob) => glob.replace(/^(?:\.\/)+/, ''));
  const present: string[] = [];
  for (const file of new Set([...named, ...claimed])) {
    if (await isFileIn(worktree, file)) present.push(file);
  }
  const rules = await ignoreRules(repository, present, worktree);
  const ready = await readyAt(repository, worktree);
  const taken: Record<string, string> = {};
  const left: Record<string, string> = {};
  for (const [file, rule] of rules) {
    const listed = claimed.includes(file);
    if (isOwned(file) && (listed || (await changedAfter(ready, worktree, file)))) taken[file] = rule;
    else if (listed) left[file] = rule;
  }
  return { taken, left };
}

/**
 * Asks git which of some paths it ignores; they need not exist, and those it follows are never ignored.
 *
 * @param files relative to the top folder, forward slashes; a folder ends in a slash
 * @param top top folder of a checkout
 * @returns the rule for each that is ignored
 */
export async function ignoreRules(
  repository: string,
  files: readonly string[],
  top: string,
): Promise<ReadonlyMap<string, string>> {
  if (files.length === 0) return new Map();
  const env = repository === top ? {} : { GIT_DIR: await commonFolder(repository), GIT_WORK_TREE: top };
  const ask = async (asked: readonly string[]): Promise<ReadonlyMap<string, string>> =>
    parseIgnoreRules(
      await gitText(['check-ignore', '--verbose', '-z', '--stdin'], {
        folder: top,
        // The command knows no literal paths; `./` keeps a colon at the start of a name from meaning anything.
        env: { ...env, GIT_LITERAL_PATHSPECS: '0' },
        input: asked.map((file) => `./${file}\0`).join(''),
        accept: [0, 1],
      }),
    );
  try {
    return await ask(files);
  } catch (error) {
    // Git answers for none of them where one lies in a submodule.
    const submodules = await submodulesOf({ folder: top, env });
    const outside = files.filter((file) => !submodules.some((submodule) => file.startsWith(`${submodule}/`)));
    if (outside.length === files.length) throw error;
    return outside.length === 0 ? new Map() : ask(outside);
  }
}

/** Paths of the submodules in the index of a checkout, relative to its top folder, forward slashes. */
export async function submodulesOf(call: Pick<GitCall, 'folder' | 'env' | 'timeout'>): Promise<readonly string[]> {
  const listed = await gitNames(['ls-files', '--stage', '-z'], call);
  return listed
    .split('\0')
    .flatMap((entry) => (entry.startsWith('160000 ') ? [entry.slice(entry.indexOf('\t') + 1)] : []));
}

/** Whether there is a file or a link at a path, without links to elsewhere on the way. */
async function isFileIn(worktree: string, file: string): Promise<boolean> {
  if (file === '' || path.posix.isAbsolute(file) || file.split('/').includes('..')) return false;
  const native = path.join(worktree, ...file.split('/'));
  const found = await lstat(native).catch(() => undefined);
  if (found === undefined || !(found.isFile() || found.isSymbolicLink())) return false;
  const folder = path.dirname(native);
  return (await realpath(folder)) === path.join(await realpath(worktree), path.relative(worktree, folder));
}

/** Moment at which a worktree was ready for its agent, in epoch milliseconds; undefined when it was not noted. */
export async function readyAt(repository: string, worktree: string): Promise<number | undefined> {
  const folder = await administrativeFolder(await commonFolder(repository), worktree);
  if (folder === undefined) return undefined;
  return (await stat(path.join(folder, readyName)).catch(() => undefined))?.mtimeMs;
}

async function changedAfter(moment: number | undefined, worktree: string, file: string): Promise<boolean> {
  if (moment === undefined) return false;
  return (await lstat(path.join(worktree, ...file.split('/')))).ctimeMs > moment;
}
