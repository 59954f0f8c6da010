import { gateSpecs } from '../../gates/specs/gateSpecs.ts';
import { isOver } from '../../model/isOver.ts';
import type { Gate } from '../../model/gate.ts';
import type { RunState } from '../../model/state.ts';

/** Gate a run is parked at: the newest about something, if it ended without approval and no answer leads on. */
export function parking({ phase, gates }: Pick<RunState, 'phase' | 'gates'>): RunState['parked'] {
  if (isOver(phase)) return undefined;
  const all = Object.values(gates);
  const [parked] = all
    .filter((gate) => halts(gate) && all.findLast((other) => isAboutSame(gate, other)) === gate)
    .map((gate) => ({ gate, since: all.findIndex((other) => isAboutSame(gate, other)) }))
    .sort((a, b) => a.since - b.since);
  if (parked === undefined) return undefined;
  const { id, decision } = parked.gate;
  return { gate: id, reason: decision?.note ?? 'The deadline passed without a decision.' };
}

/** A rejection is a halt unless the run goes on from it. */
function halts(gate: Gate): boolean {
  const { kind, status, voided } = gate;
  if (voided !== undefined) return false;
  if (status !== 'rejected') return status === 'hold' || status === 'expired';
  const { afterRejection } = gateSpecs[kind];
  return (typeof afterRejection === 'function' ? afterRejection(gate) : afterRejection) === 'parks';
}

function isAboutSame(one: Gate, other: Gate): boolean {
  return one.kind === other.kind && one.wave === other.wave && one.name === other.name;
}
