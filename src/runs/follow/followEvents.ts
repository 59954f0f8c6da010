import type { Recorded } from '../../core/model/events.ts';
import type { RunState } from '../../core/model/state.ts';
import type { RunEngine } from '../../engine/runEngine.ts';
import type { JournalStore } from '../../ports/journal.ts';

/** All events of a run that is driven here, those of before included. */
export interface FollowedEvents {
  events(): readonly Recorded[];
  /** Events recorded while the journal was read. */
  readonly meanwhile: readonly Recorded[];
}

/**
 * Reads the journal of a run and follows it from there, without losing or doubling what happens while it is read.
 * @param onEvents called for every batch of events from then on
 */
export async function followEvents(
  engine: RunEngine,
  journals: JournalStore,
  onEvents: (events: readonly Recorded[], state: RunState) => void,
): Promise<FollowedEvents> {
  const all: Recorded[] = [];
  let reading = true;
  const early: { readonly events: readonly Recorded[]; readonly end: number }[] = [];
  engine.subscribe({
    onEvents: (events, state) => {
      if (reading) {
        early.push({ events, end: state.events });
        return;
      }
      all.push(...events);
      onEvents(events, state);
    },
  });
  for (const event of await journals.read(engine.state.run)) all.push(event);
  for (const { events, end } of early) if (end > all.length) all.push(...events);
  reading = false;
  return { events: () => all, meanwhile: early.flatMap(({ events }) => events) };
}
