import { WorkspaceError } from '../../ports/workspaces.ts';
import type { WorkspaceReason } from '../../ports/workspaces.ts';
import { errorMessage, isDiskFull } from '../../util/errors.ts';
import { GitError } from '../call/gitError.ts';

/** Turns whatever went wrong below into the error the port promises; one that is it already stays as it is. */
export function workspaceFailure(error: unknown): WorkspaceError {
  if (error instanceof WorkspaceError) return error;
  const text = errorMessage(error);
  const reason = reasonFor(error);
  const message =
    reason === 'disk-full'
      ? `The disk is full: ${text} Free some space, or move the worktrees with worktree.root in the plan, and try again.`
      : text;
  return new WorkspaceError(reason, message, { cause: error });
}

/** Runs a piece of work so that it fails, if it fails, with a WorkspaceError. */
export async function asWorkspace<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw workspaceFailure(error);
  }
}

function reasonFor(error: unknown): WorkspaceReason {
  if (error instanceof GitError) {
    if (error.reason === 'missing') return 'no-git';
    return error.reason === 'disk-full' ? 'disk-full' : 'git';
  }
  return isDiskFull(error) ? 'disk-full' : 'git';
}
