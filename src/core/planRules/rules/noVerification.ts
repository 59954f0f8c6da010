import type { Assumed } from '../../plan/assumed.ts';
import type { PlanHead } from '../../plan/schema/plan.ts';
import { inTask } from '../remark.ts';
import type { TaskRule } from '../rule.ts';

/**
 * Something must prove that a task is done: its own commands, or at the least the test suite after the wave; unless the
 * plan says that there are no checks.
 */
export const noVerification: TaskRule = {
  needsValid: ['verify'],
  needsValidOfPlan: ['checkpoint'],
  check: (task, { plan, repository: { facts } }) =>
    task.verify.length > 0 || plan.checkpoint.none === true || isAssumed(plan, facts.assumed)
      ? []
      : [
          plan.checkpoint.test === undefined
            ? {
                code: 'no-verification',
                at: inTask('id'),
                message: `Nothing would prove that "${task.id}" is done. Add "verify" commands to it, or a test suite: checkpoint: {test: npm test}; write checkpoint: none if nothing is to be run.`,
              }
            : {
                code: 'no-verification',
                at: inTask('id'),
                message: `"${task.id}" has no "verify" commands, so only the suite after the wave would notice that it failed, without telling which task did.`,
                severity: 'warning',
              },
        ],
};

/** The suite that the repository itself names is run where the plan names none. */
function isAssumed({ checkpoint }: PlanHead, assumed: Assumed | undefined): boolean {
  return checkpoint.test === undefined && assumed?.test !== undefined;
}
