import { selfCheck } from '../../core/run/decideGate.ts';
import type { Gate } from '../../core/run/model.ts';
import type { RunState } from '../../core/run/state.ts';

export type Answers = Readonly<Record<string, string>>;

/** A spot-check's answers when a person approves it as a whole: every file of the wave is ok. */
export function everyFileOk(state: RunState, gate: Gate): Answers {
  const changes = gate.wave === undefined ? [] : (state.waves[gate.wave]?.merge?.changes ?? []);
  return Object.fromEntries(changes.map(({ path }) => [path, 'ok']));
}

/**
 * The answers of a gate that was approved beforehand. No person could be asked, so the self-check is answered with no,
 * and the record says why.
 */
export function answersBeforehand(state: RunState, gate: Gate, note: string): Answers {
  if (gate.kind === 'spot-check') return everyFileOk(state, gate);
  if (gate.kind !== 'acceptance') return {};
  return { ...Object.fromEntries(Object.keys(selfCheck).map((question) => [question, 'no'])), testing: note };
}
