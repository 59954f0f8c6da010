/** Line about one event of a run. */
export interface ThreadLine {
  /** Number of the event in its journal, from 1: a line that was sent before is not sent again. */
  readonly event: number;
  /** Time when it happened, epoch milliseconds. */
  readonly at: number;
  readonly text: string;
}

/** The coordination thread of a run: where events are reported to others. Never a reason for a run to stop. */
export interface Threads {
  /** Binds a thread: intake, else threads, else a log beside the run. Always answers. */
  bind(request: {
    readonly run: string;
    readonly title: string;
    readonly intake?: string | undefined;
    readonly threads?: string | undefined;
  }): Promise<{ readonly mode: 'intake' | 'threads' | 'log'; readonly id: string }>;
  /**
   * Posts lines, oldest first; those that were posted before are left out. A channel that is down keeps them in the log and
   * gets them later.
   */
  post(run: string, lines: readonly ThreadLine[]): Promise<void>;
}
