import type { Gate } from '../model/gate.ts';
import type { SetEntries } from '../../util/setEntries.ts';
import type { RunState, Validation, WaveStatus } from '../model/state.ts';

/** The wave of a gate moves to a status; nothing changes where the run has no such wave. */
export function setWave(
  state: RunState,
  { wave: id }: Pick<Gate, 'wave'>,
  status: WaveStatus,
  put: SetEntries,
): RunState {
  const wave = id === undefined ? undefined : state.waves[id];
  return wave ? { ...state, waves: put(state.waves, [[wave.id, { ...wave, status }]]) } : state;
}

/** Also the way back from blockers that a person has marked out or deferred, and from a result that was turned down. */
export function accepting(state: RunState, phase: RunState['phase'], status: Validation['status']): RunState {
  if (!state.validation) return state;
  const { adaptation: _adaptation, ...rest } = state;
  const { failure: _failure, ...validation } = state.validation;
  return { ...rest, phase, validation: { ...validation, status } };
}
