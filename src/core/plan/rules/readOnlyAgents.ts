import { problem } from '../codes.ts';
import { agentOf, placedTasks, profileOf } from '../lookup.ts';
import type { Rule } from '../rule.ts';

/** A task changes files, so its agent must be allowed to. */
export const readOnlyAgents: Rule = ({ plan, locate }) =>
  placedTasks(plan).flatMap(({ task, waveIndex, taskIndex }) => {
    if (profileOf(plan, task)?.mode !== 'read-only') return [];
    const agent = agentOf(plan, task) ?? '';
    const named = task.agent === undefined ? 'id' : 'agent';
    return [
      problem(
        'read-only-agent',
        locate(['waves', waveIndex, 'tasks', taskIndex, named]),
        `"${task.id}" has to change files, but its agent "${agent}" is read-only. Name another agent, or give "${agent}" mode: workspace-write.`,
        { related: [{ message: `"${agent}" is read-only`, ...locate(['agents', agent, 'mode']) }] },
      ),
    ];
  });
