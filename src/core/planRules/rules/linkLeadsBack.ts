import { own } from '../../../util/records.ts';
import { inPlan } from '../remark.ts';
import type { PlanRule } from '../rule.ts';

/** Reports linked folders that lead back into the checkout: tests in a worktree would run the person's code. */
export const linkLeadsBack: PlanRule = {
  reads: [],
  readsOfPlan: ['worktree'],
  check: ({ plan: { worktree }, repository: { facts } }) =>
    worktree.link.flatMap((link, index) => {
      const leads = own(facts.leadsBack, link) ?? [];
      if (leads.length === 0) return [];
      const some = leads.slice(0, 3).join(', ');
      return [
        {
          code: 'link-leads-back' as const,
          at: inPlan('worktree', 'link', index),
          message: `${link} leads back into your checkout (${some}), so tests in a worktree would run the code there instead of what agents changed. Take it out of "link", and install in each worktree: setup: [npm ci], or what your tools need.`,
        },
      ];
    }),
};
