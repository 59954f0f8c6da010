import { evolve, replay } from '../../core/run/evolve.ts';
import type { Recorded } from '../../core/model/events.ts';
import type { RunState } from '../../core/model/state.ts';
import type { JournalStore } from '../../ports/journal.ts';

/** A run that another process drives, as its journal tells it. */
export interface WatchedRun {
  state(): RunState;
  events(): readonly Recorded[];
  close(): void;
}

/**
 * Follows a run without driving it.
 * @param onEvents called with what was added to the journal, never with what was there already
 * @param onTrouble called when the journal can no longer be read; looking continues
 * @throws JournalError when it cannot be read now; Error when it is empty
 */
export async function watchRun(
  run: string,
  journals: Pick<JournalStore, 'read' | 'watch'>,
  onEvents: (events: readonly Recorded[], state: RunState) => void,
  onTrouble: (error: unknown) => void,
): Promise<WatchedRun> {
  let events = await journals.read(run);
  const first = replay(events);
  if (first === undefined) throw new Error(`The journal of run ${run} is empty.`);
  let state = first;
  let closed = false;
  const look = async (): Promise<void> => {
    const now = await journals.read(run);
    const fresh = now.slice(events.length);
    if (closed || fresh.length === 0) return;
    events = now;
    state = fresh.reduce<RunState>((before, event) => evolve(before, event) ?? before, state);
    onEvents(fresh, state);
  };
  // Readings wait for each other, so that none finds less than the one before.
  let looking: Promise<void> = Promise.resolve();
  const lookNext = (): void => {
    looking = looking.then(look).catch(onTrouble);
  };
  const stop = journals.watch(run, lookNext);
  // Something may have been added since it was read.
  lookNext();
  return {
    state: () => state,
    events: () => events,
    close: () => {
      closed = true;
      stop();
    },
  };
}
