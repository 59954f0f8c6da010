import type { BudgetsSeen } from '../core/model/sharedBudget.ts';
import type { PaidSession } from '../core/history/budgetUse.ts';

/** Limits that a person has set for all runs of their machine together. */
export interface Budgets {
  /**
   * Looks at what was used. Never rejects: what keeps it from looking is the problem it gives.
   * @param ending a session whose end is not recorded yet
   */
  seen(ending?: PaidSession): Promise<BudgetsSeen>;
}
