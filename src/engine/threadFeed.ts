import type { Recorded } from '../core/model/events.ts';
import type { RunState } from '../core/model/state.ts';
import { eventLine } from '../core/views/eventWords.ts';
import type { ThreadLine, Threads } from '../ports/threads.ts';
import type { RunEngine } from './runEngine.ts';

/**
 * Sends the thread of a run everything in its journal, from before and from now on: events that a process recorded but
 * did not send before it died are sent by the next one that opens the run.
 *
 * @param earlier the events the engine was opened with; empty for a new run
 */
export function feedThread(engine: RunEngine, threads: Threads, earlier: readonly Recorded[]): void {
  // Whatever becomes of a line, the run goes on: the journal has it.
  const post = (run: string, lines: readonly ThreadLine[]): void =>
    void threads.post(run, lines).catch(() => undefined);
  engine.subscribe({
    onEvents(events, state) {
      post(state.run, linesOf(events, state.events - events.length + 1, state));
    },
  });
  if (earlier.length > 0) post(engine.state.run, linesOf(earlier, 1, engine.state));
}

/** @param first number of the first of the events in its journal */
function linesOf(events: readonly Recorded[], first: number, state: RunState): readonly ThreadLine[] {
  return events.flatMap((event, index) => {
    const text = eventLine(event, state);
    return text === undefined ? [] : [{ event: first + index, at: event.at, text }];
  });
}
