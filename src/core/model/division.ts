import type { CheckRun } from './checkRun.ts';

/**
 * Result of the checks on some tasks of a red wave, merged without the others. `red`: with a failure that the whole wave
 * has; `other`: with others only; `unmerged`: these tasks cannot be merged without the rest.
 */
export type TrialColour = 'red' | 'green' | 'other' | 'unmerged';

export interface Trial {
  readonly tasks: readonly string[];
  readonly colour: TrialColour;
  readonly milliseconds: number;
  /** Names of failing tests, or of checks that name none; at most some tens. */
  readonly failing: readonly string[];
}

/** Tasks that are red together while fewer of them are not. */
export interface RedSet {
  readonly tasks: readonly string[];
  /** The red checks of the trial that showed it. */
  readonly failing: readonly CheckRun[];
  /** Tasks that had been left out: this set is red without them. */
  readonly without: readonly string[];
}

/**
 * Why a division ended. `found`: the rest is green. `flaky`: the same tasks were red and then not. `base`: red without any
 * task. `every`: nothing is left that would be green. `limit`: the time of the plan was over.
 */
export type DivisionEnd = 'found' | 'flaky' | 'base' | 'every' | 'limit';

/** Findings of dividing a red wave. */
export interface Division {
  readonly end: DivisionEnd;
  readonly sets: readonly RedSet[];
  /** Tasks of the sets, in the order of the plan, and those whose work is green without them. */
  readonly back: readonly string[];
  readonly rest: readonly string[];
  readonly trials: readonly Trial[];
}

/** A division of a wave as the run has it. Its findings are in the result of its session. */
export interface DivisionRecord {
  readonly wave: string;
  readonly attempt: number;
  readonly session: string;
  readonly who: string;
  /** The person's words on the failure. May be empty. */
  readonly note: string;
  /** A change of the plan was made of it. */
  readonly proposed?: true;
}
