import { isOver } from '../../core/model/isOver.ts';
import { otherRunLines } from '../../core/queries/otherRuns.ts';
import { replay } from '../../core/run/evolve.ts';
import { boardOf } from '../../core/views/board.ts';
import type { JournalStore } from '../../ports/journal.ts';
import { errorMessage } from '../../util/errors.ts';

export interface Headline {
  readonly title: string;
  readonly headline: string;
  /** Ids of the gates that wait for a decision. */
  readonly gates: readonly string[];
  /** Lines about runs that may change the same files. */
  readonly otherRuns: readonly string[];
}

/**
 * Title of a run and where it is now, in one line each; one damaged run must not hide the others.
 *
 * @param now epoch milliseconds, by which gates expire
 */
export async function headlineOf(journals: Pick<JournalStore, 'read'>, run: string, now: number): Promise<Headline> {
  try {
    const state = replay(await journals.read(run));
    if (state === undefined) return { title: '', headline: 'never started', gates: [], otherRuns: [] };
    const { title, headline, gates } = boardOf(state, now);
    return {
      title,
      headline,
      gates: gates.filter(({ status }) => status === 'pending').map(({ id }) => id),
      otherRuns: isOver(state.phase) ? [] : otherRunLines(state),
    };
  } catch (error) {
    return { title: '', headline: errorMessage(error), gates: [], otherRuns: [] };
  }
}
