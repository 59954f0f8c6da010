import { copyFile, lstat, mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { GitError } from './gitError.ts';
import { agentFolder } from './marks.ts';
import { gitlink, parseTreeChanges } from './parse/changes.ts';
import { readProvisioned } from './provisioned.ts';
import { administrativeFolder } from './repositoryFolders.ts';
import { gitLine, gitText, runGit } from './runGit.ts';
import { withTemporaryIndex } from './temporaryIndex.ts';
import type { Bench } from './temporaryIndex.ts';

/** In worktrees of ours files are the bytes of the repository, whatever the person's settings for line ends are. */
export const exactBytes = [
  'core.autocrlf=false',
  'core.eol=lf',
  'core.safecrlf=false',
  'core.sparseCheckout=false',
] as const;

/** A folder inside another that was made a repository can hold a further one; deeper nesting is a mistake somewhere. */
const deepestNesting = 20;

/**
 * Writes the state of a worktree's files as a tree object, whatever the agent did to index, HEAD, branches or the `.git`
 * file there. Ignored files, `.wavegate` and files Wavegate put there are left out. Repositories an agent created or
 * cloned inside the worktree are kept as ordinary files; their own git data moves to `.wavegate/nested`.
 *
 * @param base commit whose tree decides which ignored files count as tracked, and which submodules are known
 * @returns the tree
 * @throws GitError when a file cannot be read or the disk is full
 */
export async function worktreeTree(repository: string, worktree: string, base: string): Promise<string> {
  await lstat(worktree).catch((error: unknown) => {
    throw new GitError('failed', `The worktree ${worktree} does not exist.`, '', { cause: error });
  });
  return withTemporaryIndex(
    repository,
    async (bench) => {
      await fillIndex(bench, worktree, base);
      const left = await readProvisioned(bench.common, worktree);
      const pathspec = ['.', ...[agentFolder, ...left].flatMap(excluding)];
      for (let round = 0; round < deepestNesting; round++) {
        const stderr = await addAll(bench, worktree, pathspec);
        const nested = await nestedRepositories(bench, worktree, base, pathspec);
        if (nested.length === 0) {
          if (stderr !== undefined) throw new GitError('failed', `Files of ${worktree} cannot be read: ${stderr}`);
          return await gitLine(['write-tree'], { folder: worktree, env: bench.env });
        }
        for (const folder of nested) await setGitDataAside(bench, worktree, folder);
      }
      throw new GitError('failed', `Repositories in ${worktree} are nested more than ${deepestNesting} deep.`);
    },
    worktree,
  );
}

/**
 * Leaves a path and everything below it out. Git refuses to add when a path that is named exactly is ignored, even if it
 * is named to be left out; a pattern that matches only that path is not held to that.
 */
function excluding(file: string): readonly string[] {
  const pattern = file.replace(/[\\*?[\]]/g, '\\$&').replace(/[A-Za-z0-9]/, '[$&]');
  return [`:(top,exclude,glob)${pattern}`, `:(top,exclude,glob)${pattern}/**`];
}

/**
 * Starts from the worktree's own index where it is sound, because it knows which files did not change; otherwise every
 * file is read again. Entries marked assume-unchanged or skip-worktree would hide changes, so such an index is not used.
 */
async function fillIndex(bench: Bench, worktree: string, base: string): Promise<void> {
  const call = { folder: worktree, env: bench.env, config: exactBytes };
  const own = await administrativeFolder(bench.common, worktree);
  if (own !== undefined) {
    try {
      await copyIndex(path.join(own, 'index'), bench.index);
      const flagged = /(^|\0)(?![HM] )/.test((await gitText(['ls-files', '-v', '-z'], call)).replace(/\0$/, ''));
      if (!flagged) return void (await runGit(['read-tree', '--reset', base], call));
    } catch {
      // No index, or one that git cannot read: the slow way does not need it.
    }
    await rm(bench.index, { force: true });
    await rm(`${bench.index}.lock`, { force: true });
  }
  await runGit(['read-tree', base], call);
}

/**
 * Copies an index with its time. Git reads a file again that was changed no earlier than its index was written, as it could
 * have changed once more in the same second and to the same size; a copy that looks newer would hide such a change.
 */
async function copyIndex(source: string, target: string): Promise<void> {
  const { mtimeMs } = await stat(source);
  await copyFile(source, target);
  const seconds = Math.floor(mtimeMs / 1000);
  await utimes(target, seconds, seconds);
}

/** @returns what git could not add, or undefined when it added everything */
async function addAll(bench: Bench, worktree: string, pathspec: readonly string[]): Promise<string | undefined> {
  const { exitCode, stderr } = await runGit(
    ['add', '-A', '--ignore-errors', '--pathspec-from-file=-', '--pathspec-file-nul'],
    {
      folder: worktree,
      env: { ...bench.env, GIT_LITERAL_PATHSPECS: '0' },
      config: exactBytes,
      input: pathspec.join('\0'),
      accept: [0, 1],
    },
  );
  return exitCode === 0 ? undefined : stderr.trim();
}

/** Folders with git data of their own that the base does not know as submodules. */
async function nestedRepositories(
  bench: Bench,
  worktree: string,
  base: string,
  pathspec: readonly string[],
): Promise<readonly string[]> {
  const call = { folder: worktree, env: bench.env };
  const changes = parseTreeChanges(
    await gitText(['diff-index', '--cached', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', base], call),
  );
  const links = changes.filter((change) => change.newMode === gitlink && change.oldMode !== gitlink);
  const refused = await gitText(
    ['ls-files', '--others', '-z', '--exclude-standard', '--directory', '--', ...pathspec],
    { ...call, env: { ...bench.env, GIT_LITERAL_PATHSPECS: '0' } },
  );
  const folders = refused.split('\0').filter((entry) => entry.endsWith('/'));
  const found = await Promise.all(folders.map((folder) => repositoriesBelow(worktree, folder.slice(0, -1))));
  return [...links.map((change) => change.path), ...found.flat()];
}

/** Outermost repositories in a folder git would not add. Links are not followed. */
async function repositoriesBelow(worktree: string, folder: string): Promise<readonly string[]> {
  const entries = await readdir(path.join(worktree, folder), { withFileTypes: true });
  if (entries.some((entry) => entry.name === '.git')) return [folder];
  const below = entries.filter((entry) => entry.isDirectory()).map((entry) => `${folder}/${entry.name}`);
  return (await Promise.all(below.map((child) => repositoriesBelow(worktree, child)))).flat();
}

async function setGitDataAside(bench: Bench, worktree: string, folder: string): Promise<void> {
  const aside = path.join(worktree, agentFolder, 'nested', encodeURIComponent(folder));
  await mkdir(path.dirname(aside), { recursive: true });
  await rm(aside, { recursive: true, force: true });
  await rename(path.join(worktree, folder, '.git'), aside);
  await runGit(['update-index', '--force-remove', '-z', '--stdin'], {
    folder: worktree,
    env: bench.env,
    input: `${folder}\0`,
  });
}
