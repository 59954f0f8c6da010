import type { Gate } from '../../model/gate.ts';
import type { RunState } from '../../model/state.ts';
import { gateSpecs } from './gateSpecs.ts';

/** Reason why a gate cannot be opened again, for people; undefined when it ended without approval and can be. */
export function reopenObstacle(state: RunState, gate: Gate): string | undefined {
  const { id, kind, status, voided } = gate;
  if (voided !== undefined || status === 'pending' || status === 'approved') {
    return `Gate ${id} has not ended without approval, so there is nothing to reopen.`;
  }
  return gateSpecs[kind].reopenObstacle(state, gate);
}

/** Whether a gate ended without approval and can be asked about again: it halts the run, or its result is still there. */
export function canReopen(state: RunState, gate: Gate): boolean {
  return reopenObstacle(state, gate) === undefined;
}
