/** One row of the system's process table. */
export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  /** Of its program, for people. */
  readonly name: string;
  /** Process group and session, where the system has them; a program Wavegate starts leads both. */
  readonly group?: number;
  readonly session?: number;
  /** Start time in the system's own words: equal for one process, different for the next one with its number. */
  readonly started: string;
  /** Whether its environment holds the marker that was asked for. */
  readonly marked: boolean;
}

/** Reads all processes this user can see; `marker` is NAME=value. */
export type ProcessTable = (marker: string | undefined) => Promise<readonly ProcessRow[]>;
