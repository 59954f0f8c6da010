import { inPlan, keyOf } from '../remark.ts';
import type { Remark, RemarkPlace } from '../remark.ts';
import type { PlanRule } from '../rule.ts';

/** Labels choose among the hosts of a team. Where agents work on the machine that drives the run, nothing reads them. */
export const labelsWithoutTeam: PlanRule = {
  reads: [],
  readsOfPlan: ['executor', 'agents'],
  check({ plan, unsure, waves }) {
    // A wrong value of it has a problem of its own, and may have been meant as team.
    if (plan.executor === 'team' || unsure.has('executor')) return [];
    return [
      ...Object.entries(plan.agents).flatMap(([name, { labels = [] }]) =>
        labels.length === 0 ? [] : [remark(`Agent "${name}"`, inPlan('agents', name, 'labels'))],
      ),
      ...waves.flatMap(({ id, labels = [] }, index) =>
        labels.length === 0 ? [] : [remark(`Wave "${id}"`, inPlan('waves', index, 'labels'))],
      ),
    ];
  },
};

function remark(whose: string, at: RemarkPlace): Remark {
  return {
    code: 'labels-without-team',
    at: keyOf(at),
    message: `${whose} asks for hosts with labels, which has no effect: all agents of this plan work on the machine that drives the run. Set "executor: team" for the plan, or take the labels out.`,
  };
}
