import { inPlan } from '../remark.ts';
import { profileOf } from '../../plan/lookup.ts';
import type { PlanHead } from '../../plan/schema/plan.ts';
import type { Remark } from '../remark.ts';
import type { PlanRule } from '../rule.ts';

/** Two validators who look at things the same way see the same things. */
export const identicalValidators: PlanRule = {
  reads: [],
  readsOfPlan: ['validators', 'agents'],
  check({ plan, unsure, repository: { facts } }) {
    const { validators } = plan;
    if (validators.length === 1 && !unsure.has('validators')) {
      return [
        {
          code: 'single-validator',
          at: inPlan('validators', 0, 'disposition'),
          message:
            'One validator sees one side, and nothing contradicts it. Add a second one of another disposition, best of another model.',
        },
      ];
    }
    const [first, second] = validators.map(({ disposition }) => wordsOf(disposition));
    if (first === undefined || second === undefined) return [];
    if (first !== second) return sameModel(plan, facts.agents);
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

/** Two validators of one model share its blind spots; that is said where another agent is installed. */
function sameModel(plan: PlanHead, installed: readonly string[] = []): readonly Remark[] {
  const [one, other] = plan.validators.map((validator) => profileOf(plan, validator));
  if (one === undefined || other === undefined || one.driver === 'command') return [];
  if (one.driver !== other.driver || one.model !== other.model) return [];
  const others = installed.filter((driver) => driver !== one.driver);
  if (others.length === 0) return [];
  return [
    {
      code: 'same-model',
      at: inPlan('validators', 1, 'agent'),
      message: `Both validators are ${one.driver}${one.model === undefined ? '' : ` with ${one.model}`}, and share what it cannot see. ${others.slice(0, 3).join(', ')} is installed here, too: let one of them read.`,
    },
  ];
}

/** The words that say something, whatever their order, case and punctuation. */
function wordsOf(disposition: string): string {
  const words = disposition.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [];
  return words.length === 0 ? disposition.trim().toLowerCase() : [...new Set(words)].sort().join(' ');
}
