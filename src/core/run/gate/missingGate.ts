import { gateSpecs } from '../../gates/specs/gateSpecs.ts';
import { lackOf } from '../../gates/usedGate.ts';
import type { RunEvent } from '../../model/events.ts';
import type { RunState } from '../../model/state.ts';

/**
 * Which used gate a record lacks that nothing may happen without. Decisions are signed, other records are not: whoever can
 * write the journal while nobody drives the run could add some behind the last decision, and would be believed.
 *
 * @param state the run before the event
 * @returns what is missing, for people; undefined when the event could happen
 */
export function missingGate(event: RunEvent, state: RunState): string | undefined {
  if (event.type === 'plan-approved' || event.type === 'plan-revised' || event.type === 'validated') {
    return lackOf(state.gates[event.gate]?.usedAt !== undefined, `gate ${event.gate}`);
  }
  for (const { guards } of specs) {
    const lack = guards(event, state);
    if (lack !== undefined) return lack;
  }
  return undefined;
}

const specs = Object.values(gateSpecs);
