import path from 'node:path';
import { GitError } from '../call/gitError.ts';
import { copy } from '../files/keepFiles.ts';
import { commonFolder } from '../place/repositoryFolders.ts';
import { runGit } from '../call/runGit.ts';
import { listFolder } from '../place/smallFiles.ts';
import { keepSubmoduleWork } from '../work/submoduleWork.ts';
import { keepOwnWork } from './keepOwnWork.ts';
import type { OwnWork } from './keepOwnWork.ts';
import { workIn } from './ownRefs.ts';

export interface WorkToSave extends OwnWork {
  /** Commit the session started from. */
  readonly base: string;
  /** Folder for what git cannot bring in. Absolute, native; made if needed. */
  readonly copies: string;
}

/** Submodules in submodules, and names with slashes: the folders are looked through no deeper. */
const deepest = 12;

/**
 * Keeps all that lies in the git folder of a worktree and nowhere else, before the worktree goes: commits in the repository,
 * commits in submodules where the person keeps them, and as a copy of the folder what git cannot bring in, because the
 * agent has damaged it, or because nothing of the person's has a place for it.
 *
 * @returns folders that were copied; absolute
 * @throws GitError when the repository cannot take it; the worktree must stay then
 */
export async function saveOwnWork({ copies, base, ...work }: WorkToSave): Promise<readonly string[]> {
  const copied: string[] = [];
  const { repository, worktree } = work;
  const gitFolder = path.join(worktree, '.git');
  try {
    await keepOwnWork(work);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    await copy(gitFolder, copies);
    return [copies];
  }
  await keepSubmoduleWork({ ...work, base });
  for (const name of modulesIn(gitFolder)) {
    if (await isKept(repository, workIn(path.join(gitFolder, ...name)), name)) continue;
    const place = path.join(copies, ...name);
    await copy(path.join(gitFolder, ...name), place);
    // Its files go, and git would look for them before it shows anything.
    await runGit(['config', '--file', path.join(place, 'config'), '--unset-all', 'core.worktree'], {
      folder: place,
      env: { GIT_DIR: await commonFolder(repository) },
      accept: [0, 1, 3, 5, 128],
    });
    copied.push(place);
  }
  return copied;
}

/** Git folders of submodules, as steps from the git folder of the worktree. */
export function modulesIn(gitFolder: string): readonly (readonly string[])[] {
  const look = (steps: readonly string[]): readonly (readonly string[])[] => {
    const entries = listFolder(path.join(gitFolder, ...steps));
    if (entries.some(({ name }) => name === 'HEAD')) return [steps, ...below([...steps, 'modules'])];
    return below(steps);
  };
  const below = (steps: readonly string[]): readonly (readonly string[])[] =>
    steps.length > deepest
      ? []
      : listFolder(path.join(gitFolder, ...steps)).flatMap((entry) =>
          entry.isDirectory() ? look([...steps, entry.name]) : [],
        );
  return below(['modules']);
}

/** Whether the person has all commits, in the submodule of that name or in the repository. */
async function isKept(repository: string, commits: readonly string[], name: readonly string[]): Promise<boolean> {
  if (commits.length === 0) return true;
  const common = await commonFolder(repository);
  const missing = new Set(commits);
  for (const place of [path.join(common, ...name), common]) {
    if (place !== common && !listFolder(place).some(({ name: entry }) => entry === 'HEAD')) continue;
    const { stdout } = await runGit(['cat-file', '--batch-check=%(objectname) %(objecttype)'], {
      folder: place,
      env: { GIT_DIR: place },
      input: `${[...missing].join('\n')}\n`,
    });
    for (const line of stdout.toString('utf8').split('\n')) {
      const [id = '', type] = line.split(' ');
      if (type === 'commit') missing.delete(id);
    }
  }
  return missing.size === 0;
}
