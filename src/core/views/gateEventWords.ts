import type { RunState } from '../model/state.ts';
import { gateTitle } from './boardGates.ts';
import { commentPlace } from '../words/commentPlace.ts';
import type { EventWords, EventOf } from './eventText.ts';

const verdictWords = { approved: 'approved', rejected: 'rejected', hold: 'put on hold' } as const;

/** Words of gates and decisions. */
export function gateWords(
  event: EventOf<'gate-opened' | 'gate-decided' | 'gate-rested' | 'gate-expired' | 'gate-used' | 'gate-voided'>,
  state: RunState,
): EventWords | undefined {
  switch (event.type) {
    case 'gate-opened':
      // Nobody is asked at a gate that rests on an earlier decision.
      if (state.gates[event.gate.id]?.restsOn !== undefined) return undefined;
      return { text: `Waits for a decision: ${gateName(event.gate.id, state)}` };
    case 'gate-decided': {
      const { who, channel, note, verdict, gate, comments = [] } = event.decision;
      const said = comments.map((comment) => `; ${commentPlace(comment)}: ${comment.text}`).join('');
      const detail = `by ${who} (${channel})${note === '' ? '' : `: ${note}`}${said}`;
      return { text: `${gateName(gate, state)}: ${verdictWords[verdict]}`, detail };
    }
    case 'gate-rested':
      return { text: `${gateName(event.gate, state)}: rests on the decision at ${event.by}` };
    case 'gate-expired':
      return { text: `${gateName(event.gate, state)}: expired` };
    case 'gate-used':
      return undefined;
    case 'gate-voided':
      return { text: `${gateName(event.gate, state)}: void`, detail: event.reason };
  }
}

function gateName(id: string, state: RunState): string {
  const gate = state.gates[id];
  return gate === undefined ? id : `${gateTitle(state, gate)} (${id})`;
}
