import type { FileIndex } from '../glob/fileIndex.ts';
import type { WorkspaceFacts } from './workspaceFacts.ts';
import type { PlacedTask } from '../plan/lookup.ts';
import type { Remark } from './remark.ts';
import type { Path } from '../planText/locate.ts';
import type { PlanHead, PlanTask, PlanWave } from '../plan/schema/plan.ts';

/** Keys of a task or plan whose values have problems of their own, and stand with a neutral value in their place. */
export type InvalidKeys = ReadonlySet<string>;

/** Known facts about the repository of a plan. */
export interface Repository {
  readonly facts: WorkspaceFacts;
  /** The files of the facts, for looking up; undefined when they are not known. */
  readonly files: FileIndex | undefined;
}

/** A task as rules see it: valid in everything but its unsure keys. */
export interface RuleTask extends PlacedTask {
  readonly unsure: InvalidKeys;
}

/** Context of a rule about one task. */
export interface TaskContext {
  readonly plan: PlanHead;
  readonly repository: Repository;
  /** The characters of the value at a path of the task, as they are in the source. */
  written(path: Path): string;
}

/**
 * A rule about one task by itself. Its remarks are kept as long as neither the task's text, nor what is around the
 * waves, nor the repository changes.
 */
export interface TaskRule {
  /** Keys of the task, and of the plan, whose values must be valid: where one of them is not, the rule is not asked. */
  readonly needsValid: readonly (keyof PlanTask)[];
  readonly needsValidOfPlan?: readonly (keyof PlanHead)[];
  check(task: PlanTask, context: TaskContext): readonly Remark[];
}

/** Context of a rule about the whole plan. */
export interface PlanContext {
  readonly plan: PlanHead;
  readonly unsure: InvalidKeys;
  readonly waves: readonly PlanWave[];
  /** All tasks in plan order. */
  readonly tasks: readonly RuleTask[];
  readonly repository: Repository;
}

/**
 * A rule about how the parts of a plan go together. Pure and total; finds all its problems, in any order. Ids and titles of
 * waves, ids of tasks and what is unsure may be relied on without saying so.
 */
export interface PlanRule {
  /** Keys of tasks, and of the plan, that it reads: it is asked again only when the value of one of them changes. */
  readonly reads: readonly (keyof PlanTask)[];
  readonly readsOfPlan: readonly (keyof PlanHead)[];
  check(context: PlanContext): readonly Remark[];
}
