import { inPlan } from '../remark.ts';
import type { PlanRule } from '../rule.ts';

/** What is linked into a worktree must not lead on, into the checkout: tests there would run the person's code. */
export const linkedFolders: PlanRule = {
  taskKeys: [],
  planKeys: ['worktree'],
  check: ({ plan: { worktree }, repository: { facts } }) =>
    worktree.link.flatMap((link, index) => {
      const leads = facts.leadsBack?.[link] ?? [];
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
