import { GitError } from '../call/gitError.ts';
import { administrativeFolder } from './repositoryFolders.ts';

/** Folder and environment of a call. */
export interface WorktreeCall {
  readonly folder: string;
  readonly env: { readonly GIT_DIR: string; readonly GIT_WORK_TREE: string };
}

/**
 * How git is called on a worktree of a session. The `.git` in it belongs to the agent and may lead anywhere, so git is told
 * the folder that the repository keeps for the worktree, and never looks for one.
 *
 * @param common the repository's shared git folder
 * @throws GitError when the repository has no such worktree
 */
export async function worktreeCall(common: string, worktree: string): Promise<WorktreeCall> {
  const administrative = await administrativeFolder(common, worktree);
  if (administrative === undefined) {
    throw new GitError('failed', `${worktree} is no worktree of the repository at ${common}.`);
  }
  return { folder: worktree, env: { GIT_DIR: administrative, GIT_WORK_TREE: worktree } };
}
