import type { Decision } from '../model/gate.ts';
import { canonicalJson } from '../canonicalJson.ts';

/**
 * The text that a decision's signature covers: what was decided, by whom, about what, and in which run, so that it cannot
 * be used for another gate, other evidence, another run or another past.
 * @param run id of the run
 */
export function decisionText(run: string, decision: Omit<Decision, 'signature'>): string {
  const { gate, verdict, who, channel, note, at, evidence, key, place, answers, comments, follows } = decision;
  return canonicalJson({
    signs: 'wavegate-decision-1',
    run,
    decision: { gate, verdict, who, channel, note, at, evidence, key, place, answers, comments, follows },
  });
}
