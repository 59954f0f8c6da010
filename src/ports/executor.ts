import type { Job } from '../core/run/effects.ts';
import type { SessionResult } from '../core/run/model.ts';

/**
 * Where sessions run. Durable: every call may be repeated after a crash of the caller, the executor or the session, and
 * nothing runs twice. A session is named by its id and epoch; results carry both.
 */
export interface Executor {
  /**
   * Starts the session unless it was started before; a second call attaches to it. Returns when the session exists.
   * @throws ExecutorError when it cannot be started
   */
  ensureSession(job: Job): Promise<void>;
  /** Waits for the end of a session that ensureSession has started. A session whose host died ends `crashed`. */
  awaitResult(session: string, epoch: number, signal?: AbortSignal): Promise<SessionResult>;
  /** Asks a running session to end as `cancelled`, its whole process tree included. No effect on an ended one. */
  stop(session: string, epoch: number): Promise<void>;
}

export class ExecutorError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ExecutorError';
  }
}
