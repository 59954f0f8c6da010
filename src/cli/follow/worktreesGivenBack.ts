import type { RunEngine } from '../../engine/runEngine.ts';
import { removals } from '../../core/run/pendingEffects.ts';
import { notLaunched } from '../../core/run/worktreesAhead.ts';

/** Teardown commands may run; what is not given back by then goes with `wavegate clean`. */
const longestWaitMs = 60_000;

/** Waits until the worktrees for a launch that does not happen, or of a stopped run, are given back. */
export async function worktreesGivenBack(engine: RunEngine): Promise<void> {
  let unsubscribe = (): void => undefined;
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve) => {
    const look = (): void => {
      const { state } = engine;
      const left = state.phase === 'stopped' ? removals(state) : notLaunched(state);
      if (left.length === 0) resolve();
    };
    unsubscribe = engine.subscribe({ onEvents: look, onTrouble: () => resolve() });
    timer = setTimeout(resolve, longestWaitMs);
    look();
  });
  clearTimeout(timer);
  unsubscribe();
}
