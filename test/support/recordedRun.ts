import type { RunState } from '../../src/core/model/state.ts';
import { replay } from '../../src/core/run/evolve.ts';
import { digest } from '../../src/decisions/digest.ts';
import { parseJournal } from '../../src/journal/reader.ts';
import { textsOf } from './stateTexts.ts';

/** State of the only run below a state folder, as far as it is recorded; throws where none is. */
export function recordedRun(state: string): RunState {
  const { records } = parseJournal(Buffer.from(textsOf(state, 'journal.jsonl')), 'journal.jsonl', digest);
  const run = replay(records.flatMap(({ events }) => events));
  if (run === undefined) throw new Error(`No run is recorded in ${state}.`);
  return run;
}
