import type { Gate, Verdict } from '../../model/gate.ts';
import type { RunState } from '../../model/state.ts';
import type { GateDraft } from '../../model/gateDraft.ts';
import type { Missing } from '../../model/missing.ts';
import { gateSpecs } from './gateSpecs.ts';

const reason: Missing = {
  field: 'note',
  names: [],
  text: 'Enter a reason as the note: it is kept in the record, and whoever continues from here needs it.',
};

/**
 * Parts that a decision still lacks. The run refuses a decision exactly when there are some, and everything that asks
 * people for decisions calls this first, so that all say the same.
 *
 * @param gate pending
 * @returns in the order in which people are led to them
 */
export function missingFor(verdict: Verdict, state: RunState, gate: Gate, draft: GateDraft): readonly Missing[] {
  if (verdict === 'approved') return gateSpecs[gate.kind].missing(state, gate, draft);
  return draft.note.trim() === '' ? [reason] : [];
}

/** All of it in one text. */
export function missingText(missing: readonly Missing[]): string {
  return missing.map(({ text }) => text).join(' ');
}
