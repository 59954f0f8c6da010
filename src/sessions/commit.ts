import type { CommitWork } from '../core/model/sessionWork.ts';
import type { SessionResult } from '../core/model/sessionResult.ts';
import type { SessionHandler } from '../sessionPorts/sessionHandler.ts';
import type { CommitReport, SessionGit } from '../sessionPorts/sessionGit.ts';

/** Makes the commit that ends a wave. */
export function createCommitSession(git: Pick<SessionGit, 'commit'>): SessionHandler<CommitWork> {
  return async (work, { place, reportProgress }) => {
    const { branch, parent } = work;
    reportProgress(
      `Committing to ${branch}. Only this moves: to go back by hand, git update-ref refs/heads/${branch} ${parent}`,
    );
    return committed(await git.commit(place, work), work.branch);
  };
}

/** Result of a session that has committed to a branch. */
export function committed(report: CommitReport, branch: string): SessionResult {
  return { outcome: 'done', message: `Committed ${report.commit.slice(0, 10)} to ${branch}.`, ...report };
}
