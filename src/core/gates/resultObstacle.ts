import type { Gate } from '../model/gate.ts';
import type { RunState } from '../model/state.ts';

/** Obstacle of gates about the whole result: it must be the same result, and still on its way to being accepted. */
export function resultObstacle(state: RunState, { id, status, evidence }: Gate): string | undefined {
  const same = evidence['head'] === state.head && evidence['plan'] === state.plan.hash;
  const there = status === 'rejected' ? state.validation?.failure?.kind === 'rejected' : state.phase !== 'adapt';
  return same && there
    ? undefined
    : `What gate ${id} was about has changed since. A new gate opens when the run gets there.`;
}
