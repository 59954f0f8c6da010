import type { GuardReport, SessionGit } from '../sessionPorts/sessionGit.ts';
import type { LocalJob } from '../protocol/sessionFiles.ts';

const nothing: GuardReport = { violations: [], noticed: [] };

/**
 * Takes down the guard that the work of a session has left on disk, after undoing what the session changed outside its worktree;
 * does nothing where the work took it down itself. Nobody looks at the session again, so the guard goes even where that fails.
 *
 * @throws Error when what was changed outside cannot be compared or undone
 */
export async function releaseGuard(git: Pick<SessionGit, 'recoverGuard'>, local: LocalJob): Promise<GuardReport> {
  const { work } = local.job;
  // Other work changes nothing but through the git of Wavegate, and sets no guard.
  if (work.kind !== 'agent' && work.kind !== 'check') return nothing;
  const guard = await git.recoverGuard(local, work.reserved);
  try {
    return (await guard?.restore([])) ?? nothing;
  } finally {
    await guard?.end();
  }
}
