import { markName } from '../../core/gates/fileMarks.ts';
import { gateSpecs } from '../../core/gates/specs/gateSpecs.ts';
import type { Gate } from '../../core/model/gate.ts';
import type { RunState } from '../../core/model/state.ts';

export type Answers = Readonly<Record<string, string>>;

/**
 * The answers of a person who approves files under review as a whole: every one that the work changes is ok, but where each has to be
 * looked at by itself.
 */
export function everyFileOk(state: RunState, gate: Gate): Answers {
  const files = gateSpecs[gate.kind].files;
  const changes = files === undefined || files.oneByOne === true ? [] : files.changed(state, gate);
  return Object.fromEntries(changes.map(({ path }) => [markName(path), 'ok']));
}

/** The answers of a gate that was approved beforehand. */
export function answersBeforehand(state: RunState, gate: Gate, note: string): Answers {
  return { ...everyFileOk(state, gate), ...gateSpecs[gate.kind].inAdvance?.answers?.(note, state, gate) };
}
