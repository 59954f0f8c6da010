import { inTask, keyOf } from '../remark.ts';
import type { TaskRule } from '../rule.ts';

const fewest = 3;

/** Fewer steps than this leave the how to chance. The upper limit, 20, is part of the schema. */
export const stepCount: TaskRule = {
  needsValid: ['steps'],
  check({ id, steps: { length } }) {
    if (length >= fewest) return [];
    const has = length === 0 ? 'no steps' : length === 1 ? 'one step' : `${length} steps`;
    return [
      {
        code: 'step-count',
        at: length === 0 ? inTask('id') : keyOf(inTask('steps')),
        message: `"${id}" has ${has}; ${fewest} to 20 let an agent work without asking. Say how it should go about it.`,
      },
    ];
  },
};
