import { inPlan, keyOf } from '../remark.ts';
import type { PlanRule } from '../rule.ts';

/** A plan has work to do; without it, it is a draft. */
export const noWaves: PlanRule = {
  reads: [],
  readsOfPlan: ['audit', 'goal', 'spec'],
  check({ plan, waves }) {
    if (waves.length > 0) return [];
    const audits =
      plan.audit.lenses.length > 0
        ? 'A run of it audits, is triaged, and then waits for waves'
        : 'A run of it waits for waves';
    const from =
      plan.goal === undefined && plan.spec === undefined
        ? 'Say what is wanted in `goal`, and have them drafted'
        : 'Have them drafted';
    return [
      {
        code: 'no-waves',
        at: keyOf(inPlan('title')),
        message: `The plan has no waves, so it is a draft. ${audits}. ${from} (Draft Plan…, or \`wavegate draft\`), or write them.`,
      },
    ];
  },
};
