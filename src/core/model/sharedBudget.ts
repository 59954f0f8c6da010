import type { Usage } from './sessionResult.ts';

export const budgetPeriods = ['day', 'month'] as const;

/** Limit that a person sets for all runs of their machine together; it starts over with each period. */
export interface SharedBudget {
  readonly per: (typeof budgetPeriods)[number];
  /** Driver whose sessions count; default: those of all agents. */
  readonly agent?: string;
  /** US dollars. */
  readonly usd?: number;
  /** Tokens, in and out. */
  readonly tokens?: number;
}

/** A shared budget, with what its runs have used in the period at hand. */
export interface BudgetUse extends SharedBudget {
  readonly used: Usage;
  /** Sessions with tokens but without a price: their cost is missing in `used.usd`. */
  readonly unpriced: number;
  /** First day of the period, and first day of the next one, as people write them: 2026-11-28. */
  readonly since: string;
  readonly until: string;
}

/** The shared budgets of a machine, as they were seen last. */
export interface BudgetsSeen {
  readonly uses: readonly BudgetUse[];
  /** Why they cannot be read. No agent is started then. */
  readonly problem?: string;
  /** Runs whose record cannot be read: what they have used is missing in `uses`. */
  readonly unread?: number;
}
