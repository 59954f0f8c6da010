import { problem } from '../codes.ts';
import { placedTasks } from '../lookup.ts';
import type { Rule } from '../rule.ts';

const fewest = 3;

/** Fewer steps than this leave the how to chance. The upper limit, 20, is part of the schema. */
export const stepCount: Rule = ({ plan, locate }) =>
  placedTasks(plan).flatMap(({ task, waveIndex, taskIndex }) => {
    if (task.steps.length >= fewest) return [];
    const path = ['waves', waveIndex, 'tasks', taskIndex];
    const has =
      task.steps.length === 0 ? 'no steps' : task.steps.length === 1 ? 'one step' : `${task.steps.length} steps`;
    return [
      problem(
        'step-count',
        task.steps.length === 0 ? locate([...path, 'id']) : locate([...path, 'steps'], 'key'),
        `"${task.id}" has ${has}; ${fewest} to 20 let an agent work without asking. Say how it should go about it.`,
      ),
    ];
  });
