import { divideMinutes, likelyTasks, partsToDivide, redChecks } from '../../division/facts.ts';
import type { CheckWork, DivideWork, MergeWork } from '../../model/sessionWork.ts';
import { dividedRef } from '../../model/names.ts';
import type { RunState, Session } from '../../model/state.ts';

/**
 * The work of a division, from that of merging and checking the whole wave: the same parts, and the red checks alone.
 *
 * @param merge as for the whole wave
 * @param check as for the whole wave
 */
export function divideWork(
  session: Session,
  state: RunState,
  merge: MergeWork,
  check: CheckWork,
): DivideWork | undefined {
  const wave = session.scope.kind === 'wave' ? state.waves[session.scope.wave] : undefined;
  if (wave?.merge?.commit === undefined) return undefined;
  const divided = partsToDivide(state, wave);
  const subjects = new Set(divided.map(({ subject }) => subject));
  const failing = redChecks(wave);
  const { push: _push, before: _before, counts: _counts, ...checking } = check;
  return {
    kind: 'divide',
    onto: merge.onto,
    stays: merge.stays ?? [],
    keep: dividedRef(state.run, session.scope),
    always: merge.parts.filter(({ subject }) => !subjects.has(subject)),
    parts: merge.parts.filter(({ subject }) => subjects.has(subject)),
    likely: likelyTasks(wave, divided),
    failing,
    check: {
      ...checking,
      commit: wave.merge.commit,
      checks: check.checks.filter(({ name }) => failing.some((run) => run.name === name)),
      counts: {},
    },
    minutes: divideMinutes(state),
    port: check.port,
  };
}
