import type { ProcessIdentity } from '../ports/programs.ts';
import type { Database } from './connect.ts';

/** Time for which a driver that is not heard of keeps its run. */
export const leaseSeconds = 15;

/** The process that has a run open, as it is in the database. */
export interface Holder extends ProcessIdentity {
  readonly host: string;
  /** Since when, epoch milliseconds of its own clock: for people. */
  readonly at: number;
}

/** Prolongs a lease until it is let go, or until somebody else has taken it. */
export interface LeaseKeeper {
  /** Another process has taken the run. */
  readonly lost: boolean;
  stop(): void;
}

/**
 * Keeps a run for this process while it lives. The database's clock counts, and whoever takes the run afterwards raises
 * the token, so a process that slept finds its appends refused.
 */
export function createLeaseKeeper(options: {
  readonly database: Database;
  readonly run: string;
  readonly token: number;
  readonly seconds: number;
}): LeaseKeeper {
  const { database, run, token, seconds } = options;
  let lost = false;
  const timer = setInterval(
    () => {
      database
        .ask(
          `UPDATE wavegate.run SET leased_until = clock_timestamp() + make_interval(secs => $3)
           WHERE run = $1 AND token = $2`,
          [run, token, seconds],
        )
        .then(
          ({ count }) => {
            lost ||= count === 0;
          },
          // The next one may get through; an append says what is wrong.
          () => undefined,
        );
    },
    (seconds * 1000) / 3,
  );
  timer.unref();
  return {
    get lost() {
      return lost;
    },
    stop: () => clearInterval(timer),
  };
}
