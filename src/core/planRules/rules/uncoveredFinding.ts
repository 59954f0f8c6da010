import { inPlan } from '../remark.ts';
import type { Remark } from '../remark.ts';
import type { PlanRule } from '../rule.ts';

/** Every finding of the plan that is in scope is remedied by some task: the plan gate asks why the others are left. */
export const uncoveredFinding: PlanRule = {
  reads: ['findings'],
  readsOfPlan: ['findings'],
  check({ plan, tasks, unsure }) {
    if (unsure.has('findings') || tasks.some((task) => task.unsure.has('findings'))) return [];
    const named = new Set(tasks.flatMap(({ task }) => task.findings));
    return plan.findings.flatMap(({ id, title, triage }, index): Remark[] =>
      triage !== 'in' || named.has(id)
        ? []
        : [
            {
              code: 'uncovered-finding',
              at: inPlan('findings', index, 'id'),
              message: `No task remedies "${id}" (${title}), so the plan gate will ask why it is left. Name it in \`findings\` of a task, or set its triage to out or deferred.`,
            },
          ],
    );
  },
};
