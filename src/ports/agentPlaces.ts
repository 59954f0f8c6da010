import type { SessionKey } from './executor.ts';

/** Places for agents on this machine, which all runs on it share. */
export interface AgentPlaces {
  /**
   * Waits until an agent may begin. Its place is free again once its session has ended, or its host is gone.
   * @param waits called with the reason, in words for people, when it has to wait
   * @param signal ends the waiting: the agent no longer begins here
   * @returns whether it may begin now; with `giveUp` for a session that could not be started
   */
  take(
    session: SessionKey & { readonly driver: string },
    waits: (why: string) => Promise<unknown>,
    signal: AbortSignal,
  ): Promise<{ readonly giveUp: () => Promise<void> } | undefined>;
}
