import { here } from '../../compose/cli.ts';
import { draftOf } from '../../core/gates/gateDraft.ts';
import type { Gate } from '../../core/model/gate.ts';
import type { RunState } from '../../core/model/state.ts';
import { readDrafts } from '../../decisions/draftFile.ts';
import { findRuns } from '../../runs/findRuns.ts';
import { writeDifference } from './difference.ts';
import { placeOf } from './place.ts';
import type { Terminal } from './terminal.ts';

/** Files that somebody has marked as not OK in the editor: approving every file is not meant for these. */
export async function markedNotOk(
  terminal: Terminal,
  values: Parameters<typeof placeOf>[1],
  state: RunState,
  gate: Gate,
): Promise<Readonly<Record<string, string>>> {
  const { layout } = await findRuns(here, placeOf(terminal, values));
  const { entries } = await readDrafts(layout.draftsFile(state.run));
  const { answers } = draftOf(entries, state, gate);
  return Object.fromEntries(Object.entries(answers).filter(([, answer]) => answer === 'not-ok'));
}

/** How a person who is asked at this terminal is shown what they decide about. */
export function showsOf(
  terminal: Terminal,
  values: Parameters<typeof placeOf>[1],
): {
  readonly showDifference: (state: RunState, gate: Gate) => Promise<void>;
  readonly markedNotOk: (state: RunState, gate: Gate) => Promise<Readonly<Record<string, string>>>;
} {
  return {
    async showDifference(state, gate) {
      const { repository } = await findRuns(here, placeOf(terminal, values));
      await writeDifference(terminal, repository, state, gate, { json: false, form: [] });
    },
    markedNotOk: (state, gate) => markedNotOk(terminal, values, state, gate),
  };
}
