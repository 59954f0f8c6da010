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
  'redispatch',
  'split',
  'reorder',
  'amend',
  'divide',
  'merge-base',
  'drop-merge',
] as const;

export type Strategy = (typeof strategies)[number];
