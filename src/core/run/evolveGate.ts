import type { Recorded } from './events.ts';
import type { Decision, Gate } from './model.ts';
import type { Put } from './put.ts';
import { isApprovedUnused } from './queries.ts';
import type { RunState, Validation, WaveStatus } from './state.ts';

type GateEvent = Extract<
  Recorded,
  { type: 'gate-opened' | 'gate-decided' | 'gate-expired' | 'gate-used' | 'gate-voided' }
>;

/** A gate moves pending → approved | rejected | hold | expired, once; approved → used, once; and any → voided, once. */
export function evolveGate(state: RunState, event: GateEvent, put: Put): RunState {
  const change = (id: string, update: (gate: Gate) => Gate): RunState => {
    const gate = state.gates[id];
    return gate ? { ...state, gates: put(state.gates, [[id, update(gate)]]) } : state;
  };
  switch (event.type) {
    case 'gate-opened': {
      const { gate } = event;
      if (state.gates[gate.id]) return onOpen(state, gate, put);
      return onOpen({ ...state, gates: put(state.gates, [[gate.id, { ...gate, status: 'pending' }]]) }, gate, put);
    }
    case 'gate-decided':
      return onDecide(
        change(event.decision.gate, (gate) => (gate.status === 'pending' ? decided(gate, event.decision) : gate)),
        event.decision.gate,
      );
    case 'gate-expired':
      return change(event.gate, (gate) => (gate.status === 'pending' ? { ...gate, status: 'expired' } : gate));
    case 'gate-used': {
      const gate = state.gates[event.gate];
      if (!isApprovedUnused(gate)) return state;
      return onUse(
        change(event.gate, (used) => ({ ...used, usedAt: event.at })),
        gate,
        put,
      );
    }
    case 'gate-voided':
      return change(event.gate, (gate) => (gate.voided === undefined ? { ...gate, voided: event.reason } : gate));
  }
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

function onOpen(state: RunState, gate: Pick<Gate, 'kind' | 'wave'>, put: Put): RunState {
  switch (gate.kind) {
    case 'triage':
      return { ...state, audit: { ...state.audit, status: 'triage' } };
    case 'launch':
    case 'spot-check':
      return setWave(state, gate.wave, gate.kind, put);
    case 'acceptance':
      return accepting(state, 'validate', 'acceptance');
    case 'ship':
      return state.phase === 'adapt' ? accepting(state, 'ship', 'accepted') : state;
    default:
      return state;
  }
}

/** Also the way back from blockers that a person has marked out or deferred, and from a result that was turned down. */
function accepting(state: RunState, phase: RunState['phase'], status: Validation['status']): RunState {
  if (!state.validation) return state;
  const { adaptation: _adaptation, ...rest } = state;
  const { failure: _failure, ...validation } = state.validation;
  return { ...rest, phase, validation: { ...validation, status } };
}

/** A rejected adaptation is gone; the failure it answered is still there to be answered otherwise. */
function onDecide(state: RunState, id: string): RunState {
  const gate = state.gates[id];
  if (gate?.kind !== 'adapt' || gate.status !== 'rejected' || !state.adaptation) return state;
  return { ...state, adaptation: { cause: state.adaptation.cause } };
}

function onUse(state: RunState, gate: Gate, put: Put): RunState {
  return gate.kind === 'launch' ? setWave(state, gate.wave, 'dispatching', put) : state;
}

function setWave(state: RunState, id: string | undefined, status: WaveStatus, put: Put): RunState {
  const wave = id === undefined ? undefined : state.waves[id];
  return wave ? { ...state, waves: put(state.waves, [[wave.id, { ...wave, status }]]) } : state;
}
