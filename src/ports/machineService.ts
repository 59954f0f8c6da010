import type { DriverId } from '../core/plan/schema/plan.ts';

/** Leftovers of a run. */
export interface LeftBehind {
  readonly run: string;
  readonly about: string;
  /** Description of the leftovers, with their size. */
  readonly what: string;
  /** Whether its record is here, so that it is known to be over. */
  readonly known: boolean;
}

/** Leftovers of all runs that could be looked at. */
export interface AllLeftBehind {
  readonly left: readonly LeftBehind[];
  /** Why the database of the team could not be looked at, for people; absent where it could, or there is none. */
  readonly unread?: string;
}

/** One line of the environment check. `detail` says what was found, or what is missing and how to get it. */
export interface EnvironmentFact {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** An agent Wavegate can drive, and whether it is here. */
export interface AgentFact {
  readonly driver: DriverId;
  readonly title: string;
  /** Absent when it is not installed. */
  readonly version?: string;
  /** The version that Wavegate is tested with. */
  readonly testedVersion: string;
  /** Advice on how to make it usable, or a remark on this version. */
  readonly note: string;
  /** The command that installs it. */
  readonly install: string;
}

/** This machine as Wavegate finds it, and leaves it: programs, agents, keys, and what runs have left on disk. */
export interface MachineService {
  /** Finds the leftovers of runs that are not under way in these folders' repositories. */
  leftBehind(folders: readonly string[]): Promise<AllLeftBehind>;
  /** Removes it; all work is kept. @returns lines for people: what went, what is kept and how to have it, what could not go */
  cleanUp(runs: readonly string[], folders: readonly string[]): Promise<readonly string[]>;
  /** Line that names the person of this window and the key it signs with, for .wavegate/approvers. */
  approverLine(folder: string): Promise<string>;
  checkEnvironment(folders: readonly string[]): Promise<readonly EnvironmentFact[]>;
  /** All agents there are drivers for. Nothing is sent anywhere. */
  findAgents(): Promise<readonly AgentFact[]>;
  /**
   * Asks an agent for a word, in a folder it may only read.
   * @param seconds in which it has to answer
   * @returns what is wrong and what to do; undefined when it answers
   */
  probeAgent(driver: DriverId, folder: string, seconds: number): Promise<string | undefined>;
}
