import type { MergeWork } from '../../model/sessionWork.ts';
import { conflictsRef, mergedRef, resolvedMerge } from '../../model/names.ts';
import { waveCallSites } from '../../queries/callSites.ts';
import { planWave, taskSessions } from '../../queries/runQueries.ts';
import type { RunState, Session, WaveState } from '../../model/state.ts';

/** Work of the merge of a wave: everything it consists of, onto the run's branch. */
export function mergeWork(session: Session, state: RunState): MergeWork | undefined {
  const wave = session.scope.kind === 'wave' ? state.waves[session.scope.wave] : undefined;
  if (!wave) return undefined;
  const carried = wave.carries.at(-1);
  const { merge, reverts } = planWave(state, wave.id) ?? {};
  const parts = taskSessions(state, wave).flatMap((task) =>
    task.result?.snapshot ? [{ subject: task.subject, commit: task.result.snapshot }] : [],
  );
  const callSites = waveCallSites(state, wave.id);
  return {
    kind: 'merge',
    onto: session.base,
    parts: [
      ...(carried ? [{ subject: carried.wave, commit: carried.commit }] : []),
      ...(merge ? [{ subject: merge.branch, commit: merge.commit }] : []),
      ...(reverts ? [{ subject: `taking back ${reverts.wave}`, commit: reverts.commit, reverts: true as const }] : []),
      ...parts,
    ],
    stays: [state.plan.file],
    ...(callSites.length === 0 ? {} : { callSites }),
    keep: mergedRef(state.run, session.scope),
    keepConflicts: conflictsRef(state.run, session.scope),
    ...(session.subject === resolvedMerge ? resolution(state, wave) : {}),
  };
}

function resolution(state: RunState, wave: WaveState): Pick<MergeWork, 'resolution'> {
  const resolver = state.sessions[wave.resolver ?? ''];
  const commit = resolver?.result?.snapshot;
  if (!resolver || commit === undefined) return {};
  return { resolution: { from: resolver.base, commit, files: resolver.resolves?.files ?? [] } };
}
