import { inPlan } from '../remark.ts';
import type { PlanRule } from '../rule.ts';

/** An overlooked rule about commit messages shows only when the remote refuses a run that is done. */
export const commitHook: PlanRule = {
  reads: [],
  readsOfPlan: ['commit'],
  check: ({ plan: { commit }, repository: { facts } }) =>
    facts.commitHook === undefined || commit.subject !== '{wave}' || commit.trailers.length > 0
      ? []
      : [
          {
            code: 'commit-hook',
            at: inPlan('title'),
            message: `The repository has a commit-msg hook (${facts.commitHook}), which is asked before the first wave and may refuse the run, and the plan does not set the style of its commits. Set "commit" (subject, bookkeeping, trailers) to what the hook and the remote want, such as Conventional Commits or Signed-off-by.`,
          },
        ],
};
