import { inPlan, keyOf } from '../remark.ts';
import type { PlanRule } from '../rule.ts';

const large = 100;
const kept =
  /\b(?:recover\w*|reserve\w*|slack|buffer|repair\w*|stabili[sz]\w*|clean-?up|catch-?up|left-?overs?|fix(?:es)?)\b/i;

/**
 * In a plan over many files some wave fails. One that keeps a wave, or time, for that is done when it said it would be.
 * Where the repository is not known, each glob counts as one file.
 */
export const noRecoveryWave: PlanRule = {
  reads: ['owns'],
  readsOfPlan: [],
  check({ waves, repository: { files } }) {
    if (waves.some(({ id, title }) => kept.test(id) || kept.test(title))) return [];
    const owned = new Set<string>();
    for (const { owns } of waves.flatMap(({ tasks }) => tasks)) {
      for (const glob of owns) {
        const matching = files?.matching(glob) ?? [];
        for (const file of matching.length === 0 ? [glob] : matching) owned.add(file);
      }
    }
    if (owned.size <= large) return [];
    return [
      {
        code: 'no-recovery-wave',
        at: keyOf(inPlan('waves')),
        message: `The plan changes about ${owned.size} files and keeps no wave for what goes wrong on the way. Add a small wave for repairs near the end, with "repair" or "reserve" in its title.`,
      },
    ];
  },
};
