import type { FileChange } from '../../core/model/repository.ts';
import { assertWhole, createCommit } from '../refs/commits.ts';
import { setRef } from '../refs/refs.ts';
import type { WorktreeState } from './worktreeIndex.ts';

export interface SnapshotRequest {
  /** Any folder of the repository the worktree belongs to. */
  readonly repository: string;
  /** Short name of the session's branch; it is moved to the snapshot. */
  readonly branch: string;
  /** Commit the session started from, which the state was read against. */
  readonly base: string;
  readonly message: string;
}

export interface Snapshot {
  /** One commit on the base that contains everything the session changed; the base itself when it changed nothing. */
  readonly commit: string;
  readonly tree: string;
  readonly changes: readonly FileChange[];
}

/**
 * Saves everything a session changed as one commit on its base, whether the agent committed, staged, switched branches,
 * left a merge half done or did nothing of the kind. Files in the worktree stay as they are.
 *
 * @throws GitError when the disk is full, the branch has not moved then; or when files have gone from the repository again:
 *   the state must be read once more
 */
export async function commitState(
  { repository, branch, base, message }: SnapshotRequest,
  { tree, changes }: WorktreeState,
): Promise<Snapshot> {
  const commit = changes.length > 0 ? await createCommit(repository, { tree, parents: [base], message }) : base;
  await setRef(repository, `refs/heads/${branch}`, commit);
  if (commit !== base) await assertWhole(repository, [commit], [base]);
  return { commit, tree, changes };
}
