import { problem } from '../codes.ts';
import { placedTasks } from '../lookup.ts';
import type { Rule } from '../rule.ts';

/** Something must prove that a task is done: its own commands, or at the least the test suite after the wave. */
export const verification: Rule = ({ plan, locate }) => {
  const suite = plan.checkpoint.test;
  return placedTasks(plan).flatMap(({ task, waveIndex, taskIndex }) => {
    if (task.verify.length > 0) return [];
    const span = locate(['waves', waveIndex, 'tasks', taskIndex, 'id']);
    return suite === undefined
      ? [
          problem(
            'no-verification',
            span,
            `Nothing would prove that "${task.id}" is done. Add "verify" commands to it, or a test suite: checkpoint: {test: npm test}.`,
          ),
        ]
      : [
          problem(
            'no-verification',
            span,
            `"${task.id}" has no "verify" commands, so only the suite after the wave would notice that it failed, without telling which task did.`,
            { severity: 'warning' },
          ),
        ];
  });
};
