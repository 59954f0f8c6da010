import type { RunEvent } from '../../model/events.ts';
import { readinessSubject } from '../../model/names.ts';
import type { RunState, WaveState } from '../../model/state.ts';
import { itemsInForce, probeSession } from '../../queries/readiness.ts';
import { waveScope } from '../../queries/runQueries.ts';
import { mechanicalSession, retryCrashed } from '../session/planSession.ts';

/** Runs the probes before the first launch gate opens. @returns undefined when there are none, or they have ended */
export function runProbes(state: RunState, wave: WaveState): readonly RunEvent[] | undefined {
  if (itemsInForce(state).every(({ probe }) => probe === undefined)) return undefined;
  const session = probeSession(state, wave);
  const scope = waveScope(wave);
  if (session === undefined) {
    return [
      { type: 'sessions-planned', scope, sessions: [mechanicalSession(state, 'check', scope, readinessSubject)] },
    ];
  }
  return retryCrashed(state, session.id) ?? (session.status === 'ended' ? undefined : []);
}
