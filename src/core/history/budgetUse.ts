import { addUsage } from '../agents/usage.ts';
import type { Usage } from '../model/sessionResult.ts';
import type { BudgetUse, SharedBudget } from '../model/sharedBudget.ts';
import { dollarsOf } from './costs.ts';
import type { Prices } from './costs.ts';
import type { SessionSpan } from './model.ts';

/** Part of a session that a budget looks at. */
export type PaidSession = Pick<SessionSpan, 'agent' | 'driver' | 'model' | 'usage' | 'from'>;

/** A day or a month of the person's calendar. */
export interface Period {
  /** Epoch milliseconds of its first moment, and of the next one's. */
  readonly from: number;
  readonly to: number;
  readonly since: string;
  readonly until: string;
}

/** Use of a shared budget in a period, by the sessions that began in it. */
export function budgetUse(
  budget: SharedBudget,
  sessions: readonly PaidSession[],
  { from, to, since, until }: Period,
  prices: Prices = {},
): BudgetUse {
  let used: Usage = { inputTokens: 0, cachedTokens: 0, outputTokens: 0 };
  let unpriced = 0;
  for (const session of sessions) {
    const { usage } = session;
    if (usage === undefined || session.agent === undefined || session.from < from || session.from >= to) continue;
    if (budget.agent !== undefined && budget.agent !== session.driver) continue;
    const usd = dollarsOf(usage, session, prices);
    used = addUsage(used, { ...usage, ...(usd === undefined ? {} : { usd }) });
    if (usd === undefined) unpriced += 1;
  }
  return { ...budget, used, unpriced, since, until };
}
