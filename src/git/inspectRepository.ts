import path from 'node:path';
import { WorkspaceError } from '../ports/workspaces.ts';
import type { InspectOptions, RepositoryInspection } from '../ports/workspaces.ts';
import { changedSince } from './files/asFilled.ts';
import { cachesIn, checkoutStatus } from './files/checkoutStatus.ts';
import { resolveCommit } from './refs/commits.ts';
import { GitError } from './call/gitError.ts';
import { hookNamed, hooksFolder, skippedHooks } from './commit/hooks.ts';
import { requireObjects } from './files/missingObjects.ts';
import { repositoryName, withoutCredentials } from './parse/remoteUrl.ts';
import type { StatusEntry } from './parse/status.ts';
import { isAtLeast, parseVersion } from './parse/version.ts';
import { remoteAddresses } from './remote/remoteAddresses.ts';
import { remoteUrlsIn } from './remote/remoteUrls.ts';
import type { RemoteUrl } from './remote/remoteUrls.ts';
import { readSettings } from './place/repositorySettings.ts';
import { repositoryAt } from './place/repositoryAt.ts';
import type { RepositoryAt } from './place/repositoryAt.ts';
import { gitLine, runGit } from './call/runGit.ts';

/**
 * Reads what a run must know about a repository before it starts. Writes nothing.
 *
 * @param folder any folder in the repository's main checkout
 * @throws WorkspaceError `no-git`, `git-too-old`, `not-a-repository`, `no-commit`, `unknown-base`, and `missing-objects` if worktrees are to be
 *   filled
 */
export async function inspectRepository(folder: string, options: InspectOptions): Promise<RepositoryInspection> {
  await requireMergeTree(folder);
  const { top, head, hooks = await hooksFolder(top) } = await requireCheckout(folder);
  if (head === undefined) {
    throw new WorkspaceError(
      'no-commit',
      `${top} has no commit yet, so there is nothing a run could start from. Commit what you have and start again.`,
    );
  }
  const base = await resolveBase(folder, head, options.base);
  const settings = await readSettings(top);
  if (options.worktree !== undefined)
    await requireObjects(top, { ...base, name: options.base }, options.worktree, settings);
  const status = await checkoutStatus(top, cachesIn(settings));
  const entries = status.filter((entry) => entry.path !== options.planFile && !isOtherRepository(entry));
  const changed = await changedSince({ repository: folder, folder: top, commit: head.commit }, entries);
  const dirty = changed.map((entry) => entry.path);
  const converted = entries.filter((entry) => !changed.includes(entry)).map((entry) => entry.path);
  // The last one printed is the oldest: repositories joined together have several.
  const roots = (await gitLine(['rev-list', '--max-parents=0', base.commit], { folder })).split('\n');
  const remotes = remoteUrlsIn(settings);
  const remote = remoteUrl(remotes);
  const push = remote === undefined ? {} : await pushTargets(folder, remotes);
  const skipped = await skippedHooks(top, hooks);
  const pushHook = await hookNamed(top, 'pre-push', hooks);
  const name = (remote === undefined ? undefined : repositoryName(remote)) ?? path.basename(top);
  return {
    repository: {
      rootCommit: roots.at(-1) ?? base.commit,
      ...(remote !== undefined && { remote, push }),
      name,
      ...(pushHook !== undefined && { pushHook }),
      ...(skipped.length > 0 && { skippedHooks: skipped }),
    },
    base,
    dirty: [...new Set(dirty)],
    converted,
  };
}

/** A repository or worktree within the checkout, which can be neither committed nor stashed: listed as a folder, and nothing else is. */
function isOtherRepository({ path: file, state }: StatusEntry): boolean {
  return state === '??' && file.endsWith('/');
}

/** Values of PATH at which a git was found that is new enough. */
const newEnough = new Set<string | undefined>();

/** Conflicts are found with `git merge-tree --write-tree`, which needs no worktree and came with git 2.38. */
async function requireMergeTree(folder: string): Promise<void> {
  // What a path of programs leads to does not become older while this process lives.
  if (newEnough.has(process.env['PATH'])) return;
  let output: string;
  try {
    // From the folder of the program itself: the folder asked about may be no repository, or not exist.
    output = await gitLine(['--version'], { folder: path.dirname(process.execPath) });
  } catch (error) {
    if (!(error instanceof GitError) || error.reason !== 'missing') throw error;
    throw new WorkspaceError('no-git', error.message, { cause: error });
  }
  const version = parseVersion(output);
  if (version !== undefined && isAtLeast(version, [2, 38, 0])) {
    newEnough.add(process.env['PATH']);
    return;
  }
  throw new WorkspaceError(
    'git-too-old',
    `This is ${output}, which lacks "git merge-tree --write-tree": Wavegate merges with it, and git has it since 2.38. ` +
      `Install git 2.38 or newer and open ${folder} again.`,
  );
}

/** @returns the top folder of the checkout, as a native path, with its head and hooks folder */
async function requireCheckout(folder: string): Promise<RepositoryAt & { readonly top: string }> {
  const found = await repositoryAt(folder);
  if (found.checkout !== undefined) return { ...found, top: found.checkout };
  throw new WorkspaceError(
    'not-a-repository',
    `${folder} is a bare git repository: it has no files to work on. Open one of its worktrees, or clone it and open the clone.`,
  );
}

async function resolveBase(
  folder: string,
  head: RepositoryInspection['base'],
  wanted: string | undefined,
): Promise<RepositoryInspection['base']> {
  if (wanted === undefined) return head;
  const commit = await resolveCommit(folder, wanted);
  if (commit === undefined) {
    throw new WorkspaceError(
      'unknown-base',
      `git.base of the plan names ${JSON.stringify(wanted)}, which is no branch, tag or commit of this repository. ` +
        'Correct it, or leave it out to start from what is checked out.',
    );
  }
  const { stdout } = await runGit(['rev-parse', '--symbolic-full-name', '--end-of-options', wanted], {
    folder,
    accept: [0, 128],
  });
  const branch = /^refs\/heads\/(.+)$/m.exec(stdout.toString('utf8'))?.[1];
  return { commit, ...(branch !== undefined && { branch }) };
}

/** URL of `origin`, else of the first remote, without credentials. */
function remoteUrl(remotes: readonly RemoteUrl[]): string | undefined {
  const chosen = remotes.find(({ name }) => name === 'origin') ?? remotes[0];
  return chosen === undefined ? undefined : withoutCredentials(chosen.url);
}

async function pushTargets(folder: string, remotes: readonly RemoteUrl[]): Promise<Record<string, readonly string[]>> {
  const addresses = await remoteAddresses(folder);
  return Object.fromEntries(
    remotes.map(({ name }) => [name, (addresses.get(name)?.push ?? []).map(withoutCredentials)]),
  );
}
