import type { RunEvent } from '../../model/events.ts';
import { readinessSubject } from '../../model/names.ts';
import type { RunState, WaveState } from '../../model/state.ts';
import { pushToTry } from '../../queries/pushHook.ts';
import { hasLaunched, itemsInForce, probeSession } from '../../queries/readiness.ts';
import { waveScope } from '../../queries/runQueries.ts';
import { mechanicalSession, retryCrashed } from '../session/planSession.ts';

/**
 * Runs the probes that a launch depends on before its gate opens, and asks the repository's pre-push hook before the first.
 *
 * @returns undefined when there is nothing to run, or it has ended
 */
export function runProbes(state: RunState, wave: WaveState): readonly RunEvent[] | undefined {
  const scope = waveScope(wave);
  const asksHook = !hasLaunched(state) && pushToTry(state, { scope, subject: readinessSubject }) !== undefined;
  if (!asksHook && itemsInForce(state, wave.id).every(({ probe }) => probe === undefined)) return undefined;
  const session = probeSession(state, wave);
  if (session === undefined) {
    return [
      { type: 'sessions-planned', scope, sessions: [mechanicalSession(state, 'check', scope, readinessSubject)] },
    ];
  }
  return retryCrashed(state, session.id) ?? (session.status === 'ended' ? undefined : []);
}
