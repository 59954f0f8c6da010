import { inPlan } from '../remark.ts';
import type { Remark } from '../remark.ts';
import type { PlanRule } from '../rule.ts';

/** Branches of audit sessions stand beside those of the waves, under this name. */
const reserved = 'audit';
/** Names of a run's own sessions in a wave, beside those of the tasks. */
const ownSessions = ['merge', 'check', 'commit'];

/** No wave or task can take a name that a run needs for sessions of its own. */
export const reservedId: PlanRule = {
  reads: [],
  readsOfPlan: [],
  check: ({ waves, tasks }) => [
    ...waves.flatMap(({ id }, index): Remark[] =>
      id.toLowerCase() === reserved
        ? [
            {
              code: 'reserved-id',
              at: inPlan('waves', index, 'id'),
              message: `"${id}" is the name under which audit sessions keep their branches. Choose another id for the wave.`,
            },
          ]
        : [],
    ),
    ...tasks.flatMap(({ task: { id }, waveIndex, taskIndex }): Remark[] =>
      ownSessions.includes(id.toLowerCase())
        ? [
            {
              code: 'reserved-id',
              at: inPlan('waves', waveIndex, 'tasks', taskIndex, 'id'),
              message: `"${id}" is what a run calls a session of its own in every wave. Choose another id for the task.`,
            },
          ]
        : [],
    ),
  ],
};
