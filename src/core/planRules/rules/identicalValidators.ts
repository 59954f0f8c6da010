import { inPlan } from '../remark.ts';
import type { PlanRule } from '../rule.ts';

/** Two validators who look at things the same way see the same things. */
export const identicalValidators: PlanRule = {
  reads: [],
  readsOfPlan: ['validators'],
  check({ plan: { validators } }) {
    const [first, second] = validators.map(({ disposition }) => wordsOf(disposition));
    if (first === undefined || second === undefined || first !== second) return [];
    return [
      {
        code: 'identical-validators',
        at: inPlan('validators', 1, 'disposition'),
        message:
          'Both validators have the same disposition, so the second sees what the first saw. Let one of them distrust what the other insists on.',
        related: [{ message: 'The same disposition', at: inPlan('validators', 0, 'disposition') }],
      },
    ];
  },
};

/** The words that say something, whatever their order, case and punctuation. */
function wordsOf(disposition: string): string {
  const words = disposition.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [];
  return [...new Set(words)].sort().join(' ');
}
