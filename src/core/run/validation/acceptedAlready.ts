import { unexcused } from '../../checks/unexcused.ts';
import type { CheckRun } from '../../model/checkRun.ts';
import type { RunEvent } from '../../model/events.ts';
import type { RunState } from '../../model/state.ts';

/**
 * Acceptance of the last wave's red checks, for a validation that checks the very tree that wave has committed and finds
 * the same checks red with the same exit codes. Undefined where anything differs: a person is asked again then.
 */
export function acceptedAlready(state: RunState): Extract<RunEvent, { type: 'baseline-accepted' }> | undefined {
  const { validation, head, headTree } = state;
  const wave = Object.values(state.waves).find(({ commit }) => commit === head);
  if (validation === undefined || wave?.acceptedBy === undefined || wave.merge?.tree !== headTree) return undefined;
  const { accepted = [], acceptedBy, check } = wave;
  const red = unexcused(validation.checks ?? []);
  const isSame = ({ name, command, exitCode, timedOut, failed, missing, redBefore }: CheckRun): boolean =>
    accepted.includes(name) &&
    redBefore === true &&
    failed.length === 0 &&
    missing === undefined &&
    check?.checks.some(
      (known) =>
        known.name === name && known.command === command && known.exitCode === exitCode && known.timedOut === timedOut,
    ) === true;
  if (red.length === 0 || !red.every(isSame)) return undefined;
  const checks = red.map(({ name }) => name);
  return { type: 'baseline-accepted', attempt: validation.attempt, ...acceptedBy, checks };
}
