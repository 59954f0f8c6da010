import { inPlan } from '../remark.ts';
import type { PlanRule } from '../rule.ts';

/** Requests of which each is based on the one before are merged as they are. */
export const stackedMerge: PlanRule = {
  reads: [],
  readsOfPlan: ['ship'],
  check: ({ plan, unsure }) => {
    const { merge, pr, pullRequest } = plan.ship;
    if (unsure.has('ship') || !pr || pullRequest.per === 'run' || merge === 'merge' || merge === 'none') return [];
    const message = `ship.merge: ${merge} gives the commits of a wave other names, and the pull request of the next wave is based on those it has now. With a pull request for each wave, use merge: merge, or none.`;
    return [{ code: 'stacked-merge', at: inPlan('ship', 'merge'), message }];
  },
};
