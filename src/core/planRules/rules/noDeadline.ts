import { allGateRules } from '../../plan/gateRules.ts';
import { inPlan } from '../remark.ts';
import type { Remark } from '../remark.ts';
import type { PlanRule } from '../rule.ts';

/** A gate that waits for particular people waits forever when they are away; expiry parks the run and says so. */
export const noDeadline: PlanRule = {
  reads: [],
  readsOfPlan: ['gates'],
  check: ({ plan }) =>
    allGateRules(plan).flatMap(({ name, path, rules: gate }): Remark[] =>
      gate.approvers.length === 0 || gate.deadline !== undefined
        ? []
        : [
            {
              code: 'no-deadline',
              at: inPlan(...path, 'approvers'),
              message: `The ${name} gate waits for ${gate.approvers.slice(0, 3).join(', ')} without a deadline, and so without end when they are away. Add "deadline", in minutes; its expiry is never approval.`,
            },
          ],
    ),
};
