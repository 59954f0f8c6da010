import type { RunEvent, SessionPlan, WaveFailure } from '../../model/events.ts';
import type { Evidence } from '../../model/gate.ts';
import type { WaveStep } from '../../model/phase.ts';
import { waveScope } from '../../queries/runQueries.ts';
import type { WaveState } from '../../model/state.ts';

/** Adds a session to a wave. */
export function sessionPlanned(wave: WaveState, session: SessionPlan): RunEvent {
  return { type: 'sessions-planned', scope: waveScope(wave), sessions: [session] };
}

/** A step of this attempt at a wave that has passed, with its evidence. */
export function stepPassed(wave: WaveState, step: WaveStep, evidence: Evidence): RunEvent {
  return { type: 'step-passed', wave: wave.id, attempt: wave.attempt, step, evidence };
}

/** A step of this attempt at a wave that has failed, and the wave with it. */
export function stepFailed(wave: WaveState, step: WaveStep, failure: WaveFailure): readonly RunEvent[] {
  const { id, attempt } = wave;
  return [
    { type: 'step-failed', wave: id, attempt, step, reason: failure.message },
    { type: 'wave-failed', wave: id, attempt, failure },
  ];
}
