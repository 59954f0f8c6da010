import type { RunEngine } from '../../engine/runEngine.ts';

/** A session host gives its agent some seconds to end before it is killed. */
const longestWaitMs = 60_000;

/** Waits until no session of a stopped run is at work or about to be. @returns ids of those that still are when the wait is over */
export async function sessionsEnded(engine: RunEngine): Promise<readonly string[]> {
  const running = (): readonly string[] =>
    Object.values(engine.state.sessions).flatMap(({ id, status }) =>
      status === 'running' || status === 'ready' ? [id] : [],
    );
  let unsubscribe = (): void => undefined;
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (running().length === 0) resolve();
    };
    unsubscribe = engine.subscribe({ onEvents: look });
    timer = setTimeout(resolve, longestWaitMs);
    look();
  });
  clearTimeout(timer);
  unsubscribe();
  return running();
}
