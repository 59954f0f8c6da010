import type { Locate } from './locate.ts';
import type { Problem } from './problem.ts';
import type { Plan } from './schema.ts';

/** What a rule sees: a plan that fits the schema, its text, and where each value stands in it. */
export interface PlanContext {
  readonly plan: Plan;
  readonly source: string;
  readonly locate: Locate;
}

/** One thing a plan must or should be. Pure and total; finds all its problems, in any order. */
export type Rule = (context: PlanContext) => Problem[];
