import { WorkspaceError } from '../../ports/workspaces.ts';
import { resolveCommit } from './commits.ts';
import { GitError } from '../call/gitError.ts';
import { deleteRef, nowhere, setRef } from './refs.ts';

/**
 * Creates the branch of a run unless it is there already at the same commit.
 *
 * @param branch short name
 * @returns whether this call made it
 * @throws WorkspaceError `branch-exists` when it is there at another commit, or when a branch stands in its way
 */
export async function openRunBranch(repository: string, branch: string, commit: string): Promise<boolean> {
  const ref = `refs/heads/${branch}`;
  try {
    if (await setRef(repository, ref, commit, nowhere)) return true;
  } catch (error) {
    const blocking =
      error instanceof GitError ? /'refs\/heads\/([^']+)' exists; cannot create/.exec(error.stderr) : null;
    if (blocking === null) throw error;
    throw new WorkspaceError(
      'branch-exists',
      `A branch named ${blocking[1]} exists, so git cannot create ${branch}. Rename it, or set git.branchPrefix in the plan.`,
      { cause: error },
    );
  }
  const present = await resolveCommit(repository, ref);
  if (present === commit) return false;
  throw new WorkspaceError(
    'branch-exists',
    `Branch ${branch} exists already, at ${present ?? 'no commit'} instead of ${commit}. ` +
      `If nothing on it is needed, delete it with "git branch -D ${branch}"; else set git.branchPrefix in the plan.`,
  );
}

/** Takes away the branch of a run that has not begun, unless it has moved since it was made at `commit`. */
export async function dropRunBranch(repository: string, branch: string, commit: string): Promise<void> {
  await deleteRef(repository, `refs/heads/${branch}`, commit);
}
