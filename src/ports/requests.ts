/** Answer of the process that drives a run to a request. */
export interface RequestAnswer {
  /** Why it was refused; absent when it was done. */
  readonly refused?: string;
  /** The run has moved on since the request was signed, so it has to be signed again. */
  readonly moved?: true;
}

/** Requests between processes: one drives the run and reads them, others write them. Anybody may write one. */
export interface Requests {
  /**
   * Calls back with the text of each request that nobody has answered, now and from now on, until the signal.
   * @param answer what was made of it; trouble with writing that down is nobody's but the asker's
   */
  attend(run: string, answer: (text: string) => Promise<RequestAnswer>, until: AbortSignal): void;
  /**
   * Leaves a request and waits for the answer; takes both away again.
   * @returns undefined when nobody answered in time: the request is withdrawn then
   */
  ask(run: string, text: string, waitMs: number): Promise<RequestAnswer | undefined>;
}
