import type { Reading } from '../core/model/constraint.ts';
import type { CheckRun } from '../core/model/checkRun.ts';
import type { Inside } from '../ports/inside.ts';

export interface CheckRequest {
  readonly name: string;
  /** Split without a shell. */
  readonly command: string;
  /** Program and arguments, where they are known as such: `command` then only says it to people. */
  readonly argv?: readonly [string, ...string[]];
  /** Written to standard input. Default: nothing. */
  readonly input?: string;
  readonly cwd: string;
  /** How its program is started, where that is not simply by its arguments. */
  readonly inside?: Inside;
  readonly env: Readonly<Record<string, string>>;
  /** An entry of `env` as NAME=value; see ProgramRequest. */
  readonly marker: string;
  readonly minutes: number;
  /** Number of times a red run is repeated before it counts. */
  readonly retries: number;
  /** Files in which the command leaves its results, besides the common places. Globs relative to `cwd`. */
  readonly report?: readonly string[];
  /** How the number is found that it prints. Default: it prints none. */
  readonly read?: Reading;
  /** Ends the command's process tree; the run then counts as red. */
  readonly signal: AbortSignal;
  /** Sees everything the command prints. */
  readonly output: (chunk: Uint8Array) => void;
}

/** Runs the commands that decide whether work counts. */
export interface CheckRunner {
  /** Never throws for what the command does: a missing program or a bad command line is a red run that says so. */
  run(request: CheckRequest): Promise<CheckRun>;
}
