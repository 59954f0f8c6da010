import { ledgerReasons } from './waveLedger.ts';
import type { RunState, WaveState } from '../model/state.ts';
import { latestGate } from '../queries/runQueries.ts';
import { waveCallSiteReasons } from '../words/callSiteLines.ts';

/** Losses of a wave that a person has to explain, under a title that says whether somebody has. */
export interface Explanations {
  readonly title: 'To be explained' | 'Explained';
  /** The losses, as sentences; when explained, the note of the approval follows. Empty where nothing was lost. */
  readonly lines: readonly string[];
}

/** Fewer tests or call sites left, and the note with which the spot-check of the same attempt was approved. */
export function explanations(state: RunState, wave: WaveState | undefined): Explanations {
  const reasons = [...ledgerReasons(state, wave), ...waveCallSiteReasons(state, wave)];
  const gate = wave && latestGate(state, 'spot-check', wave.id);
  const approved = gate?.attempt === wave?.attempt && gate?.status === 'approved' && gate.voided === undefined;
  const note = approved ? (gate.decision?.note.trim() ?? '') : '';
  if (reasons.length === 0 || note === '') return { title: 'To be explained', lines: reasons };
  return { title: 'Explained', lines: [...reasons, `${gate?.decision?.who ?? ''} says: ${note}`] };
}
