import type { FileChange } from '../core/run/model.ts';
import { fileChanges, treeOf } from './changes.ts';
import { createCommit } from './commits.ts';
import { setRef } from './refs.ts';
import { worktreeTree } from './worktreeTree.ts';

export interface SnapshotRequest {
  /** Any folder of the repository the worktree belongs to. */
  readonly repository: string;
  readonly worktree: string;
  /** Short name of the session's branch; it is moved to the snapshot. */
  readonly branch: string;
  /** Commit the session started from. */
  readonly base: string;
  readonly message: string;
}

export interface Snapshot {
  /** One commit on the base that holds everything the session changed; the base itself when it changed nothing. */
  readonly commit: string;
  readonly tree: string;
  readonly changes: readonly FileChange[];
}

/**
 * Saves everything a session changed as one commit on its base, whether the agent committed, staged, switched branches,
 * left a merge half done or did nothing of the kind. Files in the worktree stay as they are.
 *
 * @throws GitError when a file cannot be read or the disk is full; the branch has not moved then
 */
export async function snapshotWorktree(request: SnapshotRequest): Promise<Snapshot> {
  const { repository, base } = request;
  const tree = await worktreeTree(repository, request.worktree, base);
  const changed = tree !== (await treeOf(repository, base));
  const commit = changed ? await createCommit(repository, { tree, parents: [base], message: request.message }) : base;
  await setRef(repository, `refs/heads/${request.branch}`, commit);
  return { commit, tree, changes: changed ? await fileChanges(repository, base, commit) : [] };
}
