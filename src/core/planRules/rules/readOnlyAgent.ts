import { agentOf, profileOf } from '../../plan/lookup.ts';
import { inPlan, inTask } from '../remark.ts';
import type { TaskRule } from '../rule.ts';

/** A task changes files, so its agent must be allowed to. */
export const readOnlyAgent: TaskRule = {
  needsValid: ['agent'],
  needsValidOfPlan: ['agents'],
  check(task, { plan }) {
    if (profileOf(plan, task)?.mode !== 'read-only') return [];
    const agent = agentOf(plan, task) ?? '';
    return [
      {
        code: 'read-only-agent',
        at: inTask(task.agent === undefined ? 'id' : 'agent'),
        message: `"${task.id}" has to change files, but its agent "${agent}" is read-only. Name another agent, or give "${agent}" mode: workspace-write.`,
        related: [{ message: `"${agent}" is read-only`, at: inPlan('agents', agent, 'mode') }],
      },
    ];
  },
};
