import { stat } from 'node:fs/promises';
import path from 'node:path';
import { WorkspaceError } from '../../ports/workspaces.ts';
import { GitError } from '../call/gitError.ts';
import { runGit } from '../call/runGit.ts';
import { commandWord } from '../../util/commandWord.ts';

/** The repository a folder is in. Absolute, native paths. */
export interface RepositoryAt {
  /** Git folder shared by all its worktrees. */
  readonly common: string;
  /** Top folder of the checkout; undefined beside the worktrees of a bare repository, and inside a git folder. */
  readonly checkout?: string;
  /** Folder in which git finds hooks, whatever set it; undefined unless it was asked about the top folder itself. */
  readonly hooks?: string;
  /** Commit that is checked out, and the short name of its branch; undefined where there is no commit yet. */
  readonly head?: { readonly commit: string; readonly branch?: string };
}

/**
 * The repository that a folder belongs to, with or without a checkout or a commit.
 *
 * @throws WorkspaceError `no-git`, or `not-a-repository` with what keeps git from using the folder and what to do
 */
export async function repositoryAt(folder: string): Promise<RepositoryAt> {
  if (!((await stat(folder).catch(() => undefined))?.isDirectory() ?? false)) {
    throw new WorkspaceError('not-a-repository', `There is no folder ${folder}. Name the folder of a git repository.`);
  }
  const { stdout, stderr } = await ask(folder);
  const [hooks = '', common = '', checkout = '', commit = '', name = ''] = stdout.toString('utf8').split(/\r?\n/);
  if (common.startsWith('--path-format')) {
    throw new WorkspaceError('git-too-old', 'This git is older than 2.31. Install git 2.38 or newer and try again.');
  }
  if (common !== '') {
    const branch = /^refs\/heads\/(.+)$/.exec(name)?.[1];
    const head = { commit, ...(branch !== undefined && { branch }) };
    return {
      common: path.resolve(folder, common),
      ...(checkout !== '' && { checkout: path.resolve(checkout) }),
      ...(path.resolve(checkout) === path.resolve(folder) && { hooks: path.resolve(folder, hooks) }),
      // What git cannot find, it repeats.
      ...(/^[0-9a-f]{40,64}$/.test(commit) && { head }),
    };
  }
  throw new WorkspaceError('not-a-repository', whyNone(folder, stderr));
}

async function ask(folder: string): ReturnType<typeof runGit> {
  try {
    // What comes before the format is as it would be without it.
    const place = ['--git-path', 'hooks', '--path-format=absolute', '--git-common-dir', '--show-toplevel'];
    return await runGit(['rev-parse', ...place, 'HEAD^{commit}', '--symbolic-full-name', 'HEAD'], {
      folder,
      hooks: true,
      accept: [0, 128],
    });
  } catch (error) {
    if (!(error instanceof GitError) || error.reason !== 'missing') throw error;
    throw new WorkspaceError('no-git', error.message, { cause: error });
  }
}

function whyNone(folder: string, stderr: string): string {
  const owner = /dubious ownership in repository at '(.+)'/.exec(stderr)?.[1];
  if (owner !== undefined) {
    return `${owner} belongs to another user, so git refuses to use it. If you trust it, run: git config --global --add safe.directory "${owner}"`;
  }
  const broken = /not a git repository: (.+)/.exec(stderr)?.[1];
  if (broken !== undefined && !broken.startsWith('(or any')) {
    return `${folder} is a worktree of a repository that is no longer at ${broken}. Where that was moved, run \`git worktree repair ${commandWord(folder)}\`.`;
  }
  if (/not a git repository/.test(stderr)) {
    return `${folder} is not in a git repository. Open a folder that is, or run "git init" there and commit.`;
  }
  return `${folder} cannot be used as a git repository. Git says: ${stderr.trim()}`;
}
