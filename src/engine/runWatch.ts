import type { RunState } from '../core/model/state.ts';
import { meetingRuns, waitsBesideOthers } from '../core/queries/otherRuns.ts';
import { onAbort } from '../util/onAbort.ts';
import type { CommandInput } from './commandInput.ts';
import type { EnginePorts } from './ports.ts';

type Submit = (command: CommandInput) => Promise<unknown>;

/** Interval of looks whether another run still stands in the way of a launch. */
const betweenLooks = 30_000;

/** Tells the run which others of its repository may change the same files. */
export async function lookAtRuns(
  state: () => RunState,
  submit: Submit,
  { otherRuns }: Pick<EnginePorts, 'otherRuns'>,
): Promise<void> {
  if (otherRuns === undefined) return;
  const { runs, unread } = await otherRuns.unfinished(state().run);
  const seen = { runs: meetingRuns(state(), runs), ...(unread.length === 0 ? {} : { unread }) };
  await submit({ type: 'surroundings-seen', otherRuns: seen });
}

/** Looks again and again until no launch waits beside another run. */
export async function watchRuns(
  state: () => RunState,
  submit: Submit,
  ports: Pick<EnginePorts, 'otherRuns' | 'clock'>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await lookAtRuns(state, submit, ports);
    if (ports.otherRuns === undefined || signal.aborted || !waitsBesideOthers(state())) return;
    await new Promise<void>((resolve) => {
      const cancel = ports.clock.wake(ports.clock.now() + betweenLooks, resolve);
      onAbort(signal, () => (cancel(), resolve()));
    });
  }
}
