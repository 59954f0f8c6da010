import type { CheckRun } from '../model/checkRun.ts';
import type { RedSet } from '../model/division.ts';
import type { FileChange } from '../model/repository.ts';
import type { Strategy } from '../model/revision.ts';
import type { ValidatorFinding } from '../model/finding.ts';
import type { Assumed } from '../plan/assumed.ts';
import type { PlacedTask } from '../plan/lookup.ts';
import type { Plan } from '../plan/schema/plan.ts';
import type { Edit, PlanText, Refused } from '../planText/edit/editableText.ts';

/** Request of a person after a wave has failed. */
export interface AdaptRequest {
  readonly strategy: Exclude<Strategy, 'merge-base' | 'drop-merge' | 'revert'>;
  /** Wave that failed. */
  readonly wave: string;
  /** Task suspected of it. */
  readonly task: string;
  /** Red checks, for the texts of the plan. May be empty when sessions failed before there were any. */
  readonly failing: readonly CheckRun[];
  /** Findings of validators that are to be fixed. */
  readonly findings?: readonly ValidatorFinding[];
  /** Findings that are one of the specification, with what a person says of each. */
  readonly wrong?: readonly WrongSpec[];
  /** The person's diagnosis: every task that the change is about gets it among its constraints. */
  readonly note?: string;
  /** divide: the tasks to send back, and the sets in which they are red together. */
  readonly back?: readonly string[];
  readonly sets?: readonly RedSet[];
  /** split: files the task's globs match today, for a task that owns a single glob. */
  readonly files?: readonly string[];
  /** Values for what the plan leaves open. */
  readonly assumed?: Assumed;
  /** amend: what the task's agent changed without owning it. */
  readonly strayed?: readonly FileChange[];
}

/** Finding that is one of the specification or the plan, and what a person says is true instead. */
export interface WrongSpec {
  readonly finding: ValidatorFinding;
  readonly says: string;
}

/** The request with what it refers to looked up. */
export interface AdaptContext {
  readonly request: AdaptRequest;
  readonly text: PlanText;
  readonly placed: PlacedTask;
  /** Index of the wave that failed. */
  readonly failedIndex: number;
}

/** How one strategy changes the text, and what to tell about it. */
export interface PlannedEdits {
  readonly edits: readonly Edit[];
  readonly summary: string;
}

export type PlanEdits = (context: AdaptContext) => PlannedEdits | Refused;

/** An edit that is about one task, whatever it is made for. */
export type TaskEdits<More = object> = (
  context: Pick<AdaptContext, 'text' | 'placed'> & More,
) => PlannedEdits | Refused;

const longestId = 64;

/** Most characters of an ending, which may be the name of a branch. */
const longestSuffix = 48;

/** `base-fix`, or `base-fix-2` and so on when that is taken; within the length an id may have. */
export function freeId(base: string, suffix: string, taken: readonly string[]): string {
  const used = new Set(taken.map((id) => id.toLowerCase()));
  const last = suffix.slice(0, longestSuffix);
  for (let count = 1; ; count++) {
    const ending = count === 1 ? `-${last}` : `-${last}-${count}`;
    const id = base.slice(0, longestId - ending.length).replace(/\.+$/, '') + ending;
    if (!used.has(id.toLowerCase())) return id;
  }
}

export function waveIds(plan: Plan): readonly string[] {
  return plan.waves.map(({ id }) => id);
}

export function taskIds(plan: Plan): readonly string[] {
  return plan.waves.flatMap(({ tasks }) => tasks.map(({ id }) => id));
}

/** The refusal for texts whose form leaves no place to edit. */
export function cannotEdit(what: string): Refused {
  return {
    refused: `${what} is not written out where it would be edited (it comes from an alias, an anchor or a merge key). Edit the plan by hand.`,
  };
}
