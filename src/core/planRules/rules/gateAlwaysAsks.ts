import { allGateRules } from '../../plan/gateRules.ts';
import { inPlan } from '../remark.ts';
import type { Remark } from '../remark.ts';
import type { PlanRule } from '../rule.ts';

/** Kinds of gates that may rest on an earlier decision. */
const mayRest: readonly string[] = ['launch', 'spot-check', 'acceptance', 'ship', 'merge'];

/** Only gates that an earlier decision can be about may do without one of their own. */
export const gateAlwaysAsks: PlanRule = {
  reads: [],
  readsOfPlan: ['gates'],
  check({ plan, unsure }) {
    if (unsure.has('gates')) return [];
    return allGateRules(plan).flatMap(({ name: kind, path, rules }): Remark[] => {
      if (rules.required !== false) return [];
      const at = inPlan(...path, 'required');
      if (!mayRest.includes(kind)) {
        const message = `The ${kind} gate always asks: no earlier decision is about the same. Take "required: false" away; it is possible at ${mayRest.join(', ')}.`;
        return [{ code: 'gate-always-asks', at, message }];
      }
      if (rules.approvers.length === 0) return [];
      const message = `The ${kind} gate names approvers, so it asks them, and "required: false" has no effect. Take one of the two away.`;
      return [{ code: 'gate-always-asks', at, message }];
    });
  },
};
