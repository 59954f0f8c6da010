import { WorkspaceError } from '../ports/workspaces.ts';
import { resolveCommit } from './commits.ts';
import { GitError } from './gitError.ts';
import { deleteRef, nowhere, setRef } from './refs.ts';

/**
 * Creates the branch of a run unless it is there already at the same commit.
 *
 * @param branch short name
 * @returns takes the branch away again, if this call made it and it has not moved since
 * @throws WorkspaceError `branch-exists` when it is there at another commit, or when a branch stands in its way
 */
export async function openRunBranch(repository: string, branch: string, commit: string): Promise<() => Promise<void>> {
  const ref = `refs/heads/${branch}`;
  try {
    if (await setRef(repository, ref, commit, nowhere)) {
      return async () => void (await deleteRef(repository, ref, commit));
    }
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
  if (present === commit) return () => Promise.resolve();
  throw new WorkspaceError(
    'branch-exists',
    `Branch ${branch} exists already, at ${present ?? 'no commit'} instead of ${commit}. ` +
      `If nothing on it is needed, delete it with "git branch -D ${branch}"; else set git.branchPrefix in the plan.`,
  );
}
