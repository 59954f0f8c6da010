import type { Inside } from './inside.ts';

/** A process, distinguished from a later one with the same number by its start. `started` is only ever compared. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly started: string;
}

export interface ProgramRequest {
  /** Program and arguments; there is no shell. A bare program name is looked up on the PATH of `env`. */
  readonly argv: readonly [string, ...string[]];
  /** Absolute. */
  readonly cwd: string;
  /** The whole environment: nothing is inherited beside it. */
  readonly env: Readonly<Record<string, string>>;
  /** An entry of `env`, as NAME=value, by which processes that have left their parents are known again. */
  readonly marker: string;
  /** Called with stdout and stderr in the order they arrive. Must not throw. */
  readonly output: (chunk: Uint8Array) => void;
  /** Called with the same, told apart by where it was written, before `output` is. Must not throw. */
  readonly heard?: (chunk: Uint8Array, stream: 'stdout' | 'stderr') => void;
  /** How it is started, where that is not simply by its arguments. */
  readonly inside?: Pick<Inside, 'confined' | 'supervise' | 'tellsLeft'>;
  /** Written to standard input, which then ends. Without it, standard input is empty from the start. */
  readonly input?: string;
}

export interface ProgramEnd {
  /** null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/** A started program and everything it starts in turn. */
export interface RunningProgram {
  readonly identity: ProcessIdentity;
  /** Settles when the program itself has exited; what it started may still run. */
  readonly exited: Promise<ProgramEnd>;
  /**
   * Ends whatever is left of the tree, asking first and killing after a grace period. Resolves when none of it is left
   * and its last output has been delivered. Safe to call again.
   *
   * @returns names of the programs that were left running when the program itself had exited by itself; none otherwise
   */
  end(): Promise<readonly string[]>;
}

/** Starts programs and ends them with everything they have started. */
export interface Programs {
  /** @throws ProgramError when nothing could be started; then nothing runs */
  start(request: ProgramRequest): Promise<RunningProgram>;
  /** The process with this number now, or undefined. */
  identify(pid: number): Promise<ProcessIdentity | undefined>;
  /** Ends a tree another process has started, known by its root and the marker of its environment. */
  endTree(root: ProcessIdentity | undefined, marker: string): Promise<void>;
}

export type ProgramReason = 'not-found' | 'not-executable' | 'no-folder' | 'failed';

export class ProgramError extends Error {
  readonly reason: ProgramReason;
  constructor(reason: ProgramReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ProgramError';
    this.reason = reason;
  }
}
