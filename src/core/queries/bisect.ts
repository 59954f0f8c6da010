import type { RunState } from '../model/state.ts';
import { taskSessions } from './runQueries.ts';

/** Wave of a run with the commit that closed it. */
export interface WaveCommit {
  readonly wave: string;
  readonly title: string;
  readonly commit: string;
  /** Work of its tasks, each as its session left it; waves that it carries on come first. */
  readonly parts: readonly { readonly subject: string; readonly commit: string }[];
}

/** Waves that have changed something, in the order in which they were committed. */
export function waveCommits(state: RunState): readonly WaveCommit[] {
  return state.plan.plan.waves
    .flatMap(({ id, title }) => {
      const wave = state.waves[id];
      if (wave?.status !== 'committed' || wave.commit === undefined) return [];
      const carried = wave.carries.at(-1);
      const tasks = taskSessions(state, wave).flatMap(({ subject, result }) =>
        result?.snapshot === undefined || (result.changes ?? []).length === 0
          ? []
          : [{ subject, commit: result.snapshot }],
      );
      const parts = [...(carried === undefined ? [] : [{ subject: carried.wave, commit: carried.commit }]), ...tasks];
      return [{ wave: id, title, commit: wave.commit, parts, closedAt: wave.closedAt ?? 0 }];
    })
    .sort((one, other) => one.closedAt - other.closedAt)
    .map(({ closedAt: _closedAt, ...wave }) => wave);
}
