import type { CommitWork, MergeWork, ReviseWork } from '../core/run/effects.ts';
import type { SessionResult } from '../core/run/model.ts';
import type { SessionHandler } from '../ports/sessionHandler.ts';
import type { CommitReport, SessionGit } from '../ports/sessionGit.ts';

/** Merges the branches of a wave, in a process and worktree of their own, or says which files stand in the way. */
export function createMergeSession(git: Pick<SessionGit, 'merge'>): SessionHandler<MergeWork> {
  return async (work, { place, stage }) => {
    stage(`Merging ${work.parts.map(({ subject }) => subject).join(', ')}`);
    const report = await git.merge(place, work);
    if ('conflicts' in report) {
      const { conflicts, between } = report;
      const message = `${between.join(' and ')} changed the same places of ${conflicts.join(', ')}. Let one of them do it, or one after the other.`;
      return { outcome: 'blocked', message, conflicts };
    }
    const count = report.changes.length === 1 ? '1 file' : `${report.changes.length} files`;
    return { outcome: 'done', message: `Merged ${work.parts.length} branches: ${count} changed.`, ...report };
  };
}

/** Makes the commit that ends a wave. */
export function createCommitSession(git: Pick<SessionGit, 'commit'>): SessionHandler<CommitWork> {
  return async (work, { place, stage }) => {
    stage(`Committing to ${work.branch}`);
    return resultOf(await git.commit(place, work), work.branch);
  };
}

/** Commits a revision of the plan. */
export function createReviseSession(git: Pick<SessionGit, 'revise'>): SessionHandler<ReviseWork> {
  return async (work, { place, stage }) => {
    stage(`Committing ${work.file} to ${work.branch}`);
    return resultOf(await git.revise(place, work), work.branch);
  };
}

function resultOf(report: CommitReport, branch: string): SessionResult {
  return { outcome: 'done', message: `Committed ${report.commit.slice(0, 10)} to ${branch}.`, ...report };
}
