import { unexcused } from '../checks/unexcused.ts';
import type { RunState, Session } from '../model/state.ts';
import { currentWave, taskSessions } from './runQueries.ts';

/**
 * Sessions of the failed wave whose agents are done, and whose work is red for nothing but a part of this machine: a
 * variable, a program, a service. Once that is there, the commands run again on the same work.
 */
export function lackingSessions(state: RunState): readonly Session[] {
  const wave = currentWave(state)?.state;
  if (wave?.failure?.kind !== 'sessions' || wave.status !== 'failed') return [];
  return taskSessions(state, wave).filter(isLacking);
}

function isLacking({ status, result }: Session): boolean {
  if (status !== 'ended' || result?.outcome !== 'blocked') return false;
  if (result.snapshot === undefined || result.handoff === undefined) return false;
  const red = unexcused(result.verification ?? []);
  return red.length > 0 && red.every(({ missing }) => missing !== undefined);
}
