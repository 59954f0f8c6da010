import { GitError } from '../../git/call/gitError.ts';
import { readCommit, resolveCommit } from '../../git/refs/commits.ts';
import type { CommitContent } from '../../git/refs/commits.ts';
import { gitText } from '../../git/call/runGit.ts';

/** Queries of a repository that verifying a run needs. */
export interface VerifyGit {
  /** Undefined when the repository has no such commit. */
  commit(id: string): Promise<CommitContent | undefined>;
  /** Commit a branch points at, or undefined. Short name. */
  tip(branch: string): Promise<string | undefined>;
  /** Commits that are in `to` and not in `from`, newest first. */
  between(from: string, to: string): Promise<readonly string[]>;
}

export function createVerifyGit(repository: string): VerifyGit {
  return {
    async commit(id) {
      try {
        return await readCommit(repository, id);
      } catch (error) {
        if (error instanceof GitError && error.reason === 'failed') return undefined;
        throw error;
      }
    },
    tip: (branch) => resolveCommit(repository, `refs/heads/${branch}`),
    async between(from, to) {
      const text = await gitText(['rev-list', '--end-of-options', to, `^${from}`], { folder: repository });
      return text.split('\n').filter((line) => line !== '');
    },
  };
}
