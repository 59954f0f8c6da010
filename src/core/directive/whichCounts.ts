import { precedenceText } from '../plan/precedence.ts';
import type { Plan } from '../plan/schema/plan.ts';

/** Which source counts, and what to do where they disagree. */
export function whichCounts(plan: Plan, then: string): readonly string[] {
  const order = precedenceText(plan);
  return order === undefined
    ? []
    : [`- Where sources disagree, the first of these counts: ${order}. This page is the plan's word. ${then}`];
}
