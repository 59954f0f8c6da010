import type { RunEngine } from '../../engine/runEngine.ts';
import { notLaunched } from '../../core/run/worktreesAhead.ts';

/** Teardown commands may run; what is not given back by then goes with `wavegate clean`. */
const longestWaitMs = 60_000;

/** Waits until the worktrees that were made for a launch that does not happen are given back. */
export async function worktreesGivenBack(engine: RunEngine): Promise<void> {
  let unsubscribe = (): void => undefined;
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (notLaunched(engine.state).length === 0) resolve();
    };
    unsubscribe = engine.subscribe({ onEvents: look, onTrouble: () => resolve() });
    timer = setTimeout(resolve, longestWaitMs);
    look();
  });
  clearTimeout(timer);
  unsubscribe();
}
