import { unexcused } from '../../checks/unexcused.ts';
import type { Command, Decided } from '../../model/commands.ts';
import type { CheckRun } from '../../model/checkRun.ts';
import type { RunState, Validation, WaveState } from '../../model/state.ts';
import { currentWave } from '../../queries/runQueries.ts';
import { retryObstacle } from './decidePlan.ts';

/**
 * A person vouches that red checks fail as they did before this run, where that cannot be read. It counts for these results
 * alone: they are evidence of the gate that follows, whose approval is signed and says why.
 */
export function acceptBaseline({ who, note }: Extract<Command, { type: 'accept-baseline' }>, state: RunState): Decided {
  const obstacle = acceptObstacle(state);
  if (obstacle !== undefined) return { refused: obstacle };
  if (note.trim() === '') return { refused: 'Say in the note how you know that nothing else fails.' };
  const failed = failedOf(state);
  if (failed === undefined) return { refused: nothingRed };
  const wave = 'id' in failed ? { wave: failed.id } : {};
  const checks = unexcused(checksOf(failed)).map(({ name }) => name);
  return { events: [{ type: 'baseline-accepted', ...wave, attempt: failed.attempt, who, note: note.trim(), checks }] };
}

const nothingRed = 'No checks were red last that were red before this run, too.';

/** Why the red checks at hand cannot be accepted as red before the run, for people; undefined when they can. */
export function acceptObstacle(state: RunState): string | undefined {
  const failed = failedOf(state);
  if (failed?.failure?.kind !== 'checks' || state.adaptation === undefined) return nothingRed;
  const blocking = retryObstacle(state);
  if (blocking !== undefined) return blocking;
  for (const { name, failed: fresh, missing, redBefore } of unexcused(checksOf(failed))) {
    if (fresh.length > 0)
      return `${name} has failures that were not there before: ${fresh[0]?.name}. Nobody can accept those.`;
    if (missing !== undefined) return `${name} lacks a part of this machine: ${missing}`;
    if (redBefore !== true)
      return `${name} was not red before this run, so its failure is new. Change the plan instead.`;
  }
  return undefined;
}

/** Names of the red checks that a person may accept as red before this run; empty where there are none. */
export function acceptableChecks(state: RunState): readonly string[] {
  const failed = failedOf(state);
  if (failed === undefined || acceptObstacle(state) !== undefined) return [];
  return unexcused(checksOf(failed)).map(({ name }) => name);
}

function failedOf(state: RunState): WaveState | Validation | undefined {
  const current = currentWave(state);
  const failed = current === undefined ? state.validation : current.state;
  return failed?.status === 'failed' ? failed : undefined;
}

function checksOf(failed: WaveState | Validation): readonly CheckRun[] {
  return ('id' in failed ? failed.check?.checks : failed.checks) ?? [];
}
