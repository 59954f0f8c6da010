import type { Gate } from '../../model/gate.ts';
import type { RunState } from '../../model/state.ts';
import { gateSpecs } from './gateSpecs.ts';

/**
 * The gate whose decision a pending one rests on; undefined where a person has to decide. What was found to have changed once
 * is not taken for approved again.
 */
export function restsOn(state: RunState, gate: Gate): Gate | undefined {
  if (gate.status !== 'pending' || gate.voided !== undefined || gate.approvers.length > 0) return undefined;
  const wasVoided = Object.values(state.gates).some(
    ({ kind, wave, attempt, voided, restsOn: rested }) =>
      kind === gate.kind &&
      wave === gate.wave &&
      attempt === gate.attempt &&
      voided !== undefined &&
      rested !== undefined,
  );
  const by = wasVoided ? undefined : gateSpecs[gate.kind].restsOn?.(state, gate);
  return by?.usedAt !== undefined && by.voided === undefined ? by : undefined;
}
