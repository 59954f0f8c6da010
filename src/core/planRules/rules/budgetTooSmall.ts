import { profileOf } from '../../plan/lookup.ts';
import { inPlan } from '../remark.ts';
import type { Remark } from '../remark.ts';
import type { PlanContext, PlanRule } from '../rule.ts';

/** A budget that the waves' own limits go beyond ends a run halfway, and the work done by then is not delivered. */
export const budgetTooSmall: PlanRule = {
  reads: ['agent'],
  readsOfPlan: ['budget', 'agents', 'audit', 'validators'],
  check(context) {
    const { plan, unsure, tasks } = context;
    if (unsure.has('budget') || unsure.has('agents') || tasks.length === 0) return [];
    const { budget } = plan;
    const sessions = tasks.length + plan.audit.lenses.length + plan.validators.length;
    return [
      ...(['usd', 'tokens'] as const).flatMap((unit): Remark[] => {
        const [limit, each] = [budget[unit], budget.perSession[unit]];
        if (limit === undefined || each === undefined) return [];
        // Without what is left over where cents are multiplied.
        const all = Math.round(each * sessions * 1e6) / 1e6;
        if (all <= limit) return [];
        const need = `${sessions} sessions of up to ${each} ${names[unit]} each may need ${all}`;
        return [remark(unit, `${need}, and the budget is ${limit}. Raise it, or lower "perSession".`)];
      }),
      ...minutes(context),
    ];
  },
};

const names = { usd: 'US dollars', tokens: 'tokens' } as const;

/** Waves run one after the other, and each takes as long as its longest session may. */
function minutes({ plan, waves }: PlanContext): readonly Remark[] {
  const limit = plan.budget.minutes;
  if (limit === undefined) return [];
  const need = waves.reduce(
    (sum, { tasks }) => sum + Math.max(0, ...tasks.map((task) => profileOf(plan, task)?.limits.minutes ?? 0)),
    0,
  );
  if (need <= limit) return [];
  return [
    remark(
      'minutes',
      `The sessions of ${waves.length} ${waves.length === 1 ? 'wave' : 'waves'} may take ${need} minutes by the limits of their agents, and the budget is ${limit}. Raise it, or lower the limits.`,
    ),
  ];
}

function remark(unit: 'usd' | 'tokens' | 'minutes', message: string): Remark {
  return { code: 'budget-too-small', at: inPlan('budget', unit), message };
}
