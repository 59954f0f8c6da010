import type { Plan } from '../plan/schema/plan.ts';

export interface PlanRevision {
  readonly revision: number;
  readonly hash: string;
  /** Path of the plan inside the repository, forward slashes; or its bare name if it lives elsewhere. */
  readonly file: string;
  readonly source: string;
  readonly plan: Plan;
  readonly why: string;
  /** Note of the person on the failure that it answers. */
  readonly note?: string;
}

export const strategies = [
  'fix',
  'revise',
  'redispatch',
  'split',
  'reorder',
  'amend',
  'divide',
  'merge-base',
  'drop-merge',
  'revert',
] as const;

/** Strategies that answer a failure: taking a wave back has a command of its own. */
export const answers = strategies.filter((strategy) => strategy !== 'revert');

/** Changes of the plan that can be asked for although nothing has failed. */
export type MergeStrategy = 'merge-base' | 'revert';

export type Strategy = (typeof strategies)[number];
