import { afterRunTime } from '../../clock/runTime.ts';

/** Watches for a program that goes on running although its agent has finished. */
export interface Resting {
  /** The program has printed something. */
  heard(): void;
  /** Resolves once the agent has finished and handed off, and its program has said nothing for as long as it may. */
  readonly over: Promise<void>;
  close(): void;
}

/**
 * Some programs do not end after the last words of their agent, because they wait for a command it left running in the
 * background, such as a server that never ends. With a handoff there is nothing more to wait for.
 *
 * @param minutes how long the program may go on then
 * @param agent `rests`: whether its last words were that it has finished; `handedOff`: whether its handoff can be read
 */
export function watchResting(
  minutes: number,
  agent: { readonly rests: () => boolean; readonly handedOff: () => Promise<boolean> },
): Resting {
  let cancel: (() => void) | undefined;
  let resolve: () => void;
  const over = new Promise<void>((settle) => (resolve = settle));
  const stop = () => {
    cancel?.();
    cancel = undefined;
  };
  const look = async () => {
    // Without one the program may be waiting for something that makes its agent go on.
    if ((await agent.handedOff()) && agent.rests()) resolve();
  };
  return {
    heard() {
      stop();
      if (agent.rests()) cancel = afterRunTime(minutes * 60_000, () => void look());
    },
    over,
    close: stop,
  };
}
