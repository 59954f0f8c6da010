import { evolve } from './evolve.ts';
import { overdueGates } from '../queries/runQueries.ts';
import type { RunState } from '../model/state.ts';

/**
 * A run as the clock sees it: gates whose deadline has passed are expired, also while nobody drives the run who would
 * record it.
 *
 * @param now epoch milliseconds
 */
export function atTime(state: RunState, now: number): RunState {
  const late = overdueGates(state, now);
  const { events, updatedAt } = state;
  const seen = late.reduce<RunState>(
    (run, { id }) => evolve(run, { type: 'gate-expired', gate: id, at: now }) ?? run,
    state,
  );
  return late.length === 0 ? state : { ...seen, events, updatedAt };
}
