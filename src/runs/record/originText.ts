import type { Refusal } from '../../core/model/commands.ts';
import type { RunState } from '../../core/model/state.ts';
import { renderOrigin } from '../../core/report/origin.ts';
import { isJournalError } from '../../ports/journal.ts';
import type { FoundOrigin } from '../../git/commit/findOrigin.ts';

/**
 * How a commit of a run came to be, as Markdown: from the run's own journal; where this machine does not have it, from the
 * archived record.
 *
 * @param stateOf reads a run; throws JournalError `not-found` for one that is not here
 * @param archived reads the archived record
 * @returns why neither is here otherwise, for people
 */
export async function originText(
  { trailers, file }: FoundOrigin,
  stateOf: (run: string) => Promise<RunState>,
  archived: () => Promise<{ readonly markdown: string } | undefined>,
): Promise<{ readonly markdown: string } | Refusal> {
  const { run, archive } = trailers;
  try {
    return { markdown: renderOrigin(await stateOf(run), trailers, file) };
  } catch (error) {
    if (!isJournalError(error, 'not-found')) throw error;
  }
  const found = await archived();
  if (found !== undefined) return found;
  const where =
    archive === undefined
      ? 'its plan names no archive'
      : `this repository does not have its archive either: ${archive}. Fetch it`;
  return {
    refused: `Run ${run} is not on this machine, and ${where}. Where the run is, write it to a folder with "wavegate export ${run} DIR"; then take it in here with "wavegate import DIR".`,
  };
}
