import { here } from '../../compose/cli.ts';
import { draftOf } from '../../core/gates/gateDraft.ts';
import type { GateDraft } from '../../core/model/gateDraft.ts';
import { isManualStep } from '../../core/queries/tophat.ts';
import type { Gate } from '../../core/model/gate.ts';
import type { RunState } from '../../core/model/state.ts';
import { readDrafts } from '../../decisions/draftFile.ts';
import { findRuns } from '../../runs/find/findRuns.ts';
import { writeDifference } from './difference.ts';
import { placeOf } from './place.ts';
import type { Terminal } from './terminal.ts';

/**
 * Answers that were begun in the editor or with `wavegate try`: files marked as not OK, which approving every file does not
 * mean, and steps that were tried by hand.
 */
export async function begunAnswers(
  terminal: Terminal,
  values: Parameters<typeof placeOf>[1],
  state: RunState,
  gate: Gate,
): Promise<Readonly<Record<string, string>>> {
  const { answers } = await begunAt(terminal, values, state, gate);
  return Object.fromEntries(
    Object.entries(answers).filter(([name, answer]) => answer === 'not-ok' || (isManualStep(name) && answer !== '')),
  );
}

/** The decision that was begun at a gate, in the editor or here. */
export async function begunAt(
  terminal: Terminal,
  values: Parameters<typeof placeOf>[1],
  state: RunState,
  gate: Gate,
): Promise<GateDraft> {
  const { layout } = await findRuns(here, placeOf(terminal, values));
  const { entries } = await readDrafts(layout.draftsFile(state.run));
  return draftOf(entries, state, gate);
}

/** How a person who is asked at this terminal is shown what they decide about. */
export function showsOf(
  terminal: Terminal,
  values: Parameters<typeof placeOf>[1],
): {
  readonly showDifference: (state: RunState, gate: Gate) => Promise<void>;
  readonly begunAnswers: (state: RunState, gate: Gate) => Promise<Readonly<Record<string, string>>>;
} {
  return {
    async showDifference(state, gate) {
      const { repository } = await findRuns(here, placeOf(terminal, values));
      await writeDifference(terminal, repository, state, gate, { json: false, form: [] });
    },
    begunAnswers: (state, gate) => begunAnswers(terminal, values, state, gate),
  };
}
