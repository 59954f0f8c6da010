import type { RunState, Session } from '../model/state.ts';
import { sessionsOf } from './runQueries.ts';

/** Sessions of lenses that have ended and did not look at everything, in the order of the plan. */
export function lensesWithoutResult(state: Pick<RunState, 'audit' | 'sessions'>): readonly Session[] {
  return sessionsOf(state, state.audit.sessions).filter(
    ({ status, result }) => status === 'ended' && result?.outcome !== 'done',
  );
}
