import type { Job } from '../core/model/effects.ts';
import { queuedSessions } from '../core/run/session/parallel.ts';
import type { RunState } from '../core/model/state.ts';
import { lookAtBudgets } from './budgetWatch.ts';
import type { CommandInput } from './commandInput.ts';
import type { EnginePorts } from './ports.ts';

interface Context {
  readonly ports: Pick<EnginePorts, 'agentPlaces' | 'budgets' | 'clock'>;
  readonly state: () => RunState;
  readonly submit: (command: CommandInput) => Promise<unknown>;
  readonly signal: AbortSignal;
}

/** Interval of looks whether a session that waits still should. */
const betweenLooks = 1_000;

/**
 * Waits until the agent of a session may begin on this machine. Sessions without an agent, and those that hosts of a team run,
 * need no place.
 * @returns `none` when it may no longer begin: the run was stopped, a budget was used up, or this process stops driving
 */
export async function takePlace(
  { run, session, epoch, work, hosts }: Job,
  { ports, state, submit, signal }: Context,
): Promise<{ readonly giveUp: () => Promise<void> } | 'none' | undefined> {
  const { agentPlaces, clock } = ports;
  const checksOnly = state().sessions[session]?.checksOnly !== undefined;
  if (agentPlaces === undefined || work.kind !== 'agent' || hosts !== undefined || checksOnly) return undefined;
  if (state().phase === 'stopped') return undefined;
  const over = new AbortController();
  const overNow = (): boolean =>
    signal.aborted || state().phase === 'stopped' || state().sessions[session]?.status !== 'ready';
  const isQueued = (): boolean => queuedSessions(state()).has(session);
  let cancel = (): void => undefined;
  const look = (): void => {
    if (overNow()) over.abort();
    else cancel = clock.wake(clock.now() + betweenLooks, look);
  };
  look();
  try {
    const named = { run, session, epoch, driver: work.profile.driver };
    const why = (text: string) => submit({ type: 'surroundings-seen', waits: { session, why: text } });
    do {
      const place = await agentPlaces.take(named, why, over.signal);
      // While it waited, or as the session before it ended, agents of other runs may have used up what there was.
      if (place !== undefined && !overNow()) await lookAtBudgets(submit, ports);
      if (place !== undefined && !overNow() && !isQueued()) return place;
      await place?.giveUp();
      // What held it may be gone already.
    } while (!overNow() && !isQueued());
    // A stopped run ends what has not begun, too.
    return state().phase === 'stopped' && !signal.aborted ? undefined : 'none';
  } finally {
    cancel();
  }
}
