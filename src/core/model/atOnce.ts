/** Limit that a person sets for how many agents work at once in all runs of a machine together. */
export interface AtOnceLimit {
  /** Driver whose agents count: those of one account, mostly. Default: all. */
  readonly agent?: string;
  /** At least 1. */
  readonly agents: number;
}

/** An agent that works, or waits until it may. */
export interface AgentTicket {
  readonly id: string;
  readonly run: string;
  readonly driver: string;
  /** Epoch milliseconds of when it began to wait. */
  readonly at: number;
  readonly works: boolean;
}
