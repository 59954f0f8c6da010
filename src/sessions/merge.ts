import type { MergeWork } from '../core/model/sessionWork.ts';
import type { SessionResult } from '../core/model/sessionResult.ts';
import { countSites } from './callSites/countSites.ts';
import type { SessionHandler } from '../sessionPorts/sessionHandler.ts';
import type { PairInConflict, SessionGit } from '../sessionPorts/sessionGit.ts';

/** Merges the branches of a wave, in a process and worktree of their own, or says which files are in conflict. */
export function createMergeSession(
  git: Pick<SessionGit, 'predict' | 'merge' | 'leaveConflicts' | 'callSites'>,
): SessionHandler<MergeWork> {
  return async (work, { place, reportProgress }) => {
    if (work.resolution === undefined) {
      reportProgress(`Trying each of ${work.parts.length} branches against the others and the run branch`);
      const pairs = await git.predict(place, work);
      const between = [...new Set(pairs.flatMap((pair) => pair.between))];
      if (pairs.length > 0)
        return { ...foreseen(pairs), unresolved: { commit: await git.leaveConflicts(place, work), between } };
    }
    const resolved = work.resolution === undefined ? '' : ', with their conflicts resolved';
    reportProgress(`Merging ${work.parts.map(({ subject }) => subject).join(', ')}${resolved}`);
    const report = await git.merge(place, work);
    if ('conflicts' in report) {
      const { conflicts, between, clashes } = report;
      if (clashes !== undefined) return clashing(clashes, conflicts);
      const message = `${between.join(' and ')} changed the same places of ${conflicts.join(', ')}. Let one of them do it, or one after the other.`;
      if (work.resolution !== undefined)
        return {
          outcome: 'blocked',
          message: `${conflicts.join(', ')} still held conflict markers. ${message}`,
          conflicts,
        };
      return {
        outcome: 'blocked',
        message,
        conflicts,
        unresolved: { commit: await git.leaveConflicts(place, work), between },
      };
    }
    const count = report.changes.length === 1 ? '1 file' : `${report.changes.length} files`;
    const { callSites = [], onto } = work;
    const counts = await countSites(git, place, callSites, [onto, report.commit]);
    return {
      outcome: 'done',
      ...(counts.length === 0 ? {} : { callSites: counts }),
      message: `Merged ${work.parts.length === 1 ? '1 branch' : `${work.parts.length} branches`}: ${count} changed.`,
      ...report,
    };
  };
}

/** Git can have both, so no agent is asked to resolve it: which name is meant, only a person knows. */
function clashing(clashes: readonly string[], conflicts: readonly string[]): SessionResult {
  const message = `${clashes.map((clash) => `${clash}.`).join(' ')} Nothing was merged. Give one of them another name in what its task owns or is told to do, or leave it out, and run the wave again.`;
  return { outcome: 'blocked', message, conflicts };
}

/** A conflict is known before anything is merged: all pairs, so that one adaptation can answer all of them. */
function foreseen(pairs: readonly PairInConflict[]): SessionResult {
  const told = pairs.map(
    ({ between, files }) => `${between.join(' and ')} changed the same places of ${files.join(', ')}.`,
  );
  const advice =
    'Let one of them do it, or one after the other: reorder moves a task behind the others, whose work it then sees.';
  const conflicts = [...new Set(pairs.flatMap(({ files }) => files))].sort();
  return { outcome: 'blocked', message: `${told.join(' ')} ${advice}`, conflicts };
}
