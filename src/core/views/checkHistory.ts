import { isRed } from '../checks/isRed.ts';
import type { CheckRun } from '../model/checkRun.ts';
import type { Recorded } from '../model/events.ts';
import type { RunState } from '../model/state.ts';
import { checkTitle } from '../words/labels.ts';
import { waveTitle } from '../words/waveTitle.ts';

/** The checks of one checkpoint, as they ended. */
export interface CheckpointResult {
  /** Session that ran them, and its epoch: the same for the same result. */
  readonly id: string;
  /** `Wave 2, attempt 1` or `Validation`. */
  readonly title: string;
  /** Commit that was checked. */
  readonly commit: string;
  readonly checks: readonly CheckResult[];
}

export interface CheckResult {
  readonly name: string;
  readonly title: string;
  readonly run: CheckRun;
  readonly red: boolean;
}

/** All checkpoints whose checks have ended, oldest first. */
export function checkHistory(state: RunState, events: readonly Recorded[]): readonly CheckpointResult[] {
  return events.flatMap((event) => {
    if (event.type !== 'session-ended' || event.result.checks === undefined) return [];
    const session = state.sessions[event.session];
    if (session === undefined) return [];
    const { scope } = session;
    if (scope.kind !== 'wave' && scope.kind !== 'validate') return [];
    const of = scope.kind === 'wave' ? waveTitle(state, scope.wave) : 'Validation';
    return [
      {
        id: `${event.session} ${event.epoch}`,
        title: scope.attempt === 1 ? of : `${of}, attempt ${scope.attempt}`,
        commit: session.base,
        checks: event.result.checks.map((run) => ({
          name: run.name,
          title: checkTitle(run.name),
          run,
          red: isRed(run),
        })),
      },
    ];
  });
}
