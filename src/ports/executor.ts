import type { Job } from '../core/model/effects.ts';
import type { HostOffer } from '../core/model/hostOffer.ts';
import type { SessionResult, Usage } from '../core/model/sessionResult.ts';

/** Names a session on every machine and in every process, whoever has started it. */
export type SessionKey = Pick<Job, 'run' | 'session' | 'epoch'>;

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
  /**
   * Waits for the end of a session that was started, by this process or another. A session whose host died ends `crashed`.
   * The commits that a result names are in the repository by then, wherever the session ran: whoever reads the result
   * may merge them at once.
   * @param onStatus called with the status of the session, at first and after every change
   */
  awaitResult(
    session: SessionKey,
    signal?: AbortSignal,
    onStatus?: (status: SessionStatus) => void,
  ): Promise<SessionResult>;
  /**
   * Follows a session for whoever shows it: what it prints and reports comes into a folder of this machine, wherever the session
   * runs, also where another process drives its run. The folder holds the session's records, see `protocol/sessionFiles.ts`.
   *
   * @param signal ends the following; the session goes on
   * @returns the folder, absolute, once it says which session it is
   * @throws ExecutorError when there is no such session here, or what it prints stays where it runs
   */
  watch(session: SessionKey, signal: AbortSignal): Promise<string>;
  /**
   * Asks a running session to end as `cancelled`, its whole process tree included. No effect on an ended one. This and the
   * two below may be asked by whoever knows of the session, before or without ensureSession.
   * @throws ExecutorError when there is no such session
   */
  stop(session: SessionKey): Promise<void>;
  /**
   * Asks a running agent's session to let a person work in the agent's own interface. Its time limits are paused until
   * `handBack`. No effect on a session that has ended, or whose agent has no interface.
   * @throws ExecutorError when there is no such session
   */
  takeOver(session: SessionKey): Promise<void>;
  /** Lets the agent continue by itself, in the same conversation. No effect on a session that is not taken over. */
  handBack(session: SessionKey): Promise<void>;
  /**
   * Tells how sessions of a run that are on hosts of a team stand, for whoever only shows the run; that is told while they run,
   * with every change, until the signal. Absent where there can be none.
   * @param running names those that run now
   */
  followStatuses?(
    run: string,
    running: () => readonly Omit<SessionKey, 'run'>[],
    onStatus: (session: string, status: SessionStatus) => void,
    signal: AbortSignal,
  ): void;
  /** Prepares for so many sessions that will be started at once; nothing of them begins. Absent where that saves no time. */
  makeReady?(sessions: number): Promise<void>;
  /** Hosts of the team that take sessions now. Absent where there can be none. */
  hosts?(): Promise<readonly HostOffer[]>;
  /** Bytes of memory that sessions can have beside all that runs where they run. Absent or undefined: nobody knows. */
  freeMemory?(): Promise<number | undefined>;
}

/** Status of a running session. */
export interface SessionStatus {
  /** A person works in the agent's own interface. */
  readonly takenOver: boolean;
  /** Stage of the task's recipe that its agent is at, where the recipe has several. */
  readonly stage?: string;
  /** Usage of its agent so far, as far as it is reported. */
  readonly used?: Usage;
  /** Message of the provider that refuses for now, while the agent tries again. */
  readonly refused?: string;
  /** Host of a team that it runs on; empty while it waits for one. */
  readonly host?: string;
  /** The host that it was on and that is not heard of any more, while it waits for another one. */
  readonly lostHost?: string;
  /** Nothing has been heard of the agent for so many minutes. */
  readonly quietMinutes?: number;
}

export class ExecutorError extends Error {
  /** Whether there is no such session: nobody has started it. */
  readonly isUnknown: boolean;

  constructor(message: string, options: ErrorOptions & { readonly isUnknown?: boolean } = {}) {
    super(message, options);
    this.name = 'ExecutorError';
    this.isUnknown = options.isUnknown ?? false;
  }
}
