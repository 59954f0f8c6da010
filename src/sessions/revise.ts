import type { ReviseWork } from '../core/model/sessionWork.ts';
import type { SessionHandler } from '../sessionPorts/sessionHandler.ts';
import type { SessionGit } from '../sessionPorts/sessionGit.ts';
import { committed } from './commit.ts';

/** Commits a revision of the plan. */
export function createReviseSession(git: Pick<SessionGit, 'revise'>): SessionHandler<ReviseWork> {
  return async (work, { place, reportProgress }) => {
    reportProgress(`Committing ${work.file} to ${work.branch}`);
    return committed(await git.revise(place, work), work.branch);
  };
}
