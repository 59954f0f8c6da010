/** The coordination thread of a run: where what happens is told to others. Never a reason for a run to stop. */
export interface Threads {
  /** Binds a thread: intake, else threads, else a log beside the run. Always answers. */
  bind(request: {
    readonly run: string;
    readonly title: string;
    readonly intake?: string | undefined;
    readonly threads?: string | undefined;
  }): Promise<{ readonly mode: 'intake' | 'threads' | 'log'; readonly id: string }>;
  /** Posts one line. A channel that is down keeps it in the log and delivers it later. */
  post(run: string, line: string): Promise<void>;
}
