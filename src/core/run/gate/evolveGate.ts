import { gateSpecs } from '../../gates/specs/gateSpecs.ts';
import { restsOn } from '../../gates/specs/resting.ts';
import type { Recorded } from '../../model/events.ts';
import type { Decision, Gate } from '../../model/gate.ts';
import { meetingsOf } from '../../queries/otherRuns.ts';
import type { SetEntries } from '../../../util/setEntries.ts';
import { isApprovedUnused } from '../../queries/runQueries.ts';
import type { RunState } from '../../model/state.ts';

type GateEvent = Extract<
  Recorded,
  { type: 'gate-opened' | 'gate-decided' | 'gate-rested' | 'gate-expired' | 'gate-used' | 'gate-voided' }
>;

/** A gate moves pending → approved | rejected | hold | expired, once; approved → used, once; and any → voided, once. */
export function evolveGate(state: RunState, event: GateEvent, put: SetEntries): RunState {
  const change = (id: string, update: (gate: Gate) => Gate): RunState => {
    const gate = state.gates[id];
    return gate ? { ...state, gates: put(state.gates, [[id, update(gate)]]) } : state;
  };
  switch (event.type) {
    case 'gate-opened': {
      const { gate } = event;
      // A kind of a newer version, or of none: such a gate makes no sense here, so nobody is asked about it.
      if (!Object.hasOwn(gateSpecs, gate.kind)) return state;
      const known = state.gates[gate.id] !== undefined;
      const opened: RunState = known
        ? state
        : { ...state, gates: put(state.gates, [[gate.id, { ...gate, status: 'pending' }]]) };
      return gateSpecs[gate.kind].fold?.opened?.(opened, gate, put) ?? opened;
    }
    case 'gate-decided': {
      const { gate: id } = event.decision;
      const after = change(id, (gate) =>
        gate.status === 'pending'
          ? { ...decided(gate, event.decision), ...besideOf(state, gate, event.decision) }
          : gate,
      );
      const gate = after.gates[id];
      if (gate?.status !== 'rejected') return after;
      return gateSpecs[gate.kind].fold?.rejected?.(after) ?? after;
    }
    case 'gate-rested': {
      const gate = state.gates[event.gate];
      // Not signed itself: it counts only as far as it follows from what is.
      if (gate === undefined || restsOn(state, gate)?.id !== event.by) return state;
      return change(event.gate, (pending) => ({ ...pending, status: 'approved', restsOn: event.by }));
    }
    case 'gate-expired':
      return change(event.gate, (gate) => (gate.status === 'pending' ? { ...gate, status: 'expired' } : gate));
    case 'gate-used': {
      const gate = state.gates[event.gate];
      if (!isApprovedUnused(gate)) return state;
      const after = change(event.gate, (used) => ({ ...used, usedAt: event.at }));
      return gateSpecs[gate.kind].fold?.used?.(after, gate, put) ?? after;
    }
    case 'gate-voided': {
      const after = change(event.gate, (gate) =>
        gate.voided === undefined ? { ...gate, voided: event.reason } : gate,
      );
      const gate = after.gates[event.gate];
      return (gate && gateSpecs[gate.kind].fold?.voided?.(after)) ?? after;
    }
  }
}

/** An approval covers the other runs that it was given with, as far as its note says why. */
function besideOf(state: RunState, { kind, wave }: Gate, { verdict, note }: Decision): Pick<Gate, 'beside'> {
  if (kind !== 'launch' || verdict !== 'approved' || note.trim() === '') return {};
  const beside = meetingsOf(state, wave);
  return beside.length === 0 ? {} : { beside };
}

/** A gate that needs several approvals waits until the last of them; anybody who decides otherwise ends it. */
function decided(gate: Gate, decision: Decision): Gate {
  const { required = 1, approvals = [] } = gate;
  if (decision.verdict !== 'approved' || required === 1) return { ...gate, status: decision.verdict, decision };
  const given = [...approvals, decision];
  return given.length < required
    ? { ...gate, approvals: given }
    : { ...gate, status: 'approved', decision, approvals: given };
}
