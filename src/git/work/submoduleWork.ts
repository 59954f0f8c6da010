import { lstat, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { treeOf } from '../changes/changes.ts';
import { createCommit, resolveCommit } from '../refs/commits.ts';
import { keptRef } from '../refs/marks.ts';
import { setRef } from '../refs/refs.ts';
import { commonFolder } from '../place/repositoryFolders.ts';
import { gitLine, gitNames, gitText, runGit } from '../call/runGit.ts';
import type { GitCall } from '../call/gitCall.ts';
import { withTemporaryIndex } from '../files/temporaryIndex.ts';

export interface SubmoduleRequest {
  readonly repository: string;
  readonly worktree: string;
  /** Commit the session started from. */
  readonly base: string;
  /** Short name of the session's branch. */
  readonly branch: string;
}

/** Work of a session inside one submodule. It is kept, whatever becomes of the session. */
export interface SubmoduleWork {
  /** Relative to the worktree, forward slashes. */
  readonly path: string;
  /** Git folder that keeps it now. Absolute, native. */
  readonly keptIn: string;
  /** Commit checked out there, where it is another than the base names. */
  readonly moved?: { readonly commit: string; readonly ref: string; readonly published: boolean };
  /** Ref of a commit with what was not committed. */
  readonly uncommitted?: string;
}

/** Milliseconds for a remote to say what it has. */
const remotePatience = 30_000;

/**
 * Looks into the submodules of a worktree and keeps what a session did there: their git folders go with the worktree. Nothing
 * of the settings an agent may have changed in them is used, only their objects.
 *
 * @throws GitError when a commit cannot be read
 */
export async function keepSubmoduleWork(request: SubmoduleRequest): Promise<readonly SubmoduleWork[]> {
  const { repository, worktree, base } = request;
  if ((await lstat(path.join(worktree, '.gitmodules')).catch(() => undefined)) === undefined) return [];
  const common = await commonFolder(repository);
  const work: SubmoduleWork[] = [];
  for (const [id, file] of await linksOf(repository, base)) {
    const folder = path.join(worktree, ...file.split('/'));
    const gitFolder = await gitFolderOf(folder);
    if (gitFolder === undefined) continue;
    const found = await keepOne(request, { common, file, folder, gitFolder, id });
    if (found !== undefined) work.push(found);
  }
  return work;
}

interface Submodule {
  readonly common: string;
  readonly file: string;
  readonly folder: string;
  readonly gitFolder: string;
  /** Commit the base names. */
  readonly id: string;
}

async function keepOne(request: SubmoduleRequest, submodule: Submodule): Promise<SubmoduleWork | undefined> {
  const { file, gitFolder, id } = submodule;
  const head = await gitLine(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], {
    ...callOf(gitFolder),
  }).catch(() => undefined);
  if (head === undefined) return undefined;
  const keptIn = await keeperOf(submodule);
  const ref = `${keptRef('submodules', request.branch)}/${file.split('/').map(encodeURIComponent).join('/')}`;
  const published = head === id || (await isPublished(keptIn, submodule, head));
  if (head !== id || (await resolveCommit(keptIn, head)) === undefined) {
    await runGit(
      [
        'fetch',
        '--quiet',
        '--no-tags',
        '--no-write-fetch-head',
        '--no-recurse-submodules',
        gitFolder,
        `+${head}:${ref}/head`,
      ],
      { ...callOf(keptIn), config: ['protocol.file.allow=always'] },
    );
  }
  const uncommitted = await keepUncommitted(submodule, keptIn, head, `${ref}/uncommitted`);
  if (head === id && uncommitted === undefined) return undefined;
  return {
    path: file,
    keptIn,
    ...(head === id ? {} : { moved: { commit: head, ref: `${ref}/head`, published } }),
    ...(uncommitted === undefined ? {} : { uncommitted }),
  };
}

/** The files of a submodule may be anywhere, or nowhere, and are not needed. */
const callOf = (gitFolder: string): Pick<GitCall, 'folder' | 'env'> => ({
  folder: gitFolder,
  env: { GIT_DIR: gitFolder, GIT_WORK_TREE: gitFolder },
});

/** Path of the person's copy of the submodule; where they have none, their repository itself. */
async function keeperOf({ common, file }: Submodule): Promise<string> {
  const listed = await runGit(['config', '-z', '--get-regexp', '^submodule\\..*\\.url$'], {
    folder: common,
    accept: [0, 1],
  });
  const names = listed.stdout
    .toString('utf8')
    .split('\0')
    .map((entry) => entry.split('\n')[0]?.slice('submodule.'.length, -'.url'.length) ?? '');
  for (const name of [
    file,
    ...names.filter((known) => known !== '' && known.split('/').pop() === file.split('/').pop()),
  ]) {
    const place = path.join(common, 'modules', ...name.split('/'));
    if ((await stat(path.join(place, 'HEAD')).catch(() => undefined))?.isFile() === true) return place;
  }
  return common;
}

/** Whether a commit is on the remote of a submodule, as far as the person's own settings lead there. */
async function isPublished(keptIn: string, { common, file }: Submodule, commit: string): Promise<boolean> {
  const call = callOf(keptIn);
  if (keptIn !== common) {
    const known = await runGit(['for-each-ref', '--count=1', '--contains', commit, 'refs/remotes'], {
      ...call,
      accept: [0, 1, 128, 129],
    });
    if (known.exitCode === 0 && known.stdout.length > 0) return true;
  }
  const key = keptIn === common ? `submodule.${file}.url` : 'remote.origin.url';
  const url = (await runGit(['config', '--get', key], { ...call, accept: [0, 1] })).stdout.toString('utf8').trim();
  if (url === '') return false;
  try {
    const listed = await gitText(['ls-remote', '--', url], { ...call, timeout: remotePatience });
    return listed.split('\n').some((line) => line.startsWith(`${commit}\t`));
  } catch {
    // One that cannot be asked has not said that it has the commit.
    return false;
  }
}

/** @returns the ref, or undefined when everything is committed */
async function keepUncommitted(
  { folder, gitFolder }: Submodule,
  keptIn: string,
  head: string,
  ref: string,
): Promise<string | undefined> {
  const objects = path.join(gitFolder, 'objects');
  const tree = await withTemporaryIndex(
    keptIn,
    async ({ env }) => {
      const call = { folder, env: { ...env, GIT_DIR: keptIn, GIT_ALTERNATE_OBJECT_DIRECTORIES: objects } };
      await runGit(['read-tree', head], call);
      await runGit(['add', '-A', '--ignore-errors', '--', '.'], {
        ...call,
        config: ['core.safecrlf=false'],
        accept: [0, 1],
      });
      return gitLine(['write-tree'], call);
    },
    { worktree: folder },
  );
  if (tree === (await treeOf(keptIn, head))) return undefined;
  const commit = await createCommit(keptIn, { tree, parents: [head], message: 'Uncommitted work in a submodule' });
  await setRef(keptIn, ref, commit);
  return ref;
}

/** Commits of the submodules a commit has, with their paths. */
export async function linksOf(repository: string, commit: string): Promise<readonly (readonly [string, string])[]> {
  const listed = await gitNames(['ls-tree', '-r', '-z', '--full-tree', commit], { folder: repository });
  return listed.split('\0').flatMap((line) => {
    const [, id, file] = /^160000 commit ([0-9a-f]+)\t([^]*)$/.exec(line) ?? [];
    return id === undefined || file === undefined ? [] : [[id, file] as const];
  });
}

/** Git folder of a repository that is checked out at a place; undefined where none is. */
export async function gitFolderOf(folder: string): Promise<string | undefined> {
  const entry = path.join(folder, '.git');
  const found = await lstat(entry).catch(() => undefined);
  if (found?.isDirectory() === true) return entry;
  if (found?.isFile() !== true || found.size > 4096) return undefined;
  const link = /^gitdir: (.+?)\r?\n?$/.exec(await readFile(entry, 'utf8'))?.[1];
  return link === undefined ? undefined : path.resolve(folder, link);
}

/** Message about work in submodules that needs a person before the session counts as done. */
export function submoduleProblem(
  work: readonly SubmoduleWork[],
  isOwned: (path: string) => boolean,
): string | undefined {
  const lines = work
    .filter(({ path: file }) => isOwned(file))
    .flatMap(({ path: file, keptIn, moved, uncommitted }) => {
      if (uncommitted !== undefined) {
        return [
          `There is uncommitted work in the submodule ${file}, which the repository cannot hold. It was kept as ${uncommitted} in ${keptIn}. Have it committed and pushed in the submodule.`,
        ];
      }
      if (moved === undefined || moved.published) return [];
      return [
        `The submodule ${file} is at commit ${moved.commit}, which has not been pushed: its remote does not show it, and whoever gets this change could not get the submodule. ` +
          `It was kept as ${moved.ref} in ${keptIn}. Push it to a branch of the submodule: git --git-dir="${keptIn}" push REMOTE ${moved.commit}:refs/heads/BRANCH.`,
      ];
    });
  return lines.length === 0 ? undefined : `${lines.join(' ')} Then dispatch the task again.`;
}
