import { unopenable } from '../../model/approvers.ts';
import { allGateRules } from '../../plan/gateRules.ts';
import { inPlan } from '../remark.ts';
import type { Remark } from '../remark.ts';
import type { PlanRule } from '../rule.ts';

/** Reports gates that need more people, or other people, than have keys: a run of the plan does not start. */
export const gateWithoutKeys: PlanRule = {
  reads: [],
  readsOfPlan: ['gates'],
  check: ({ plan, repository: { facts } }) =>
    allGateRules(plan).flatMap(({ name, path, rules: gate }): Remark[] => {
      // Without knowing the file, the names of the plan are taken to have keys, and anybody to be enough.
      const known = new Set(facts.approvers ?? gate.approvers);
      const anybody = facts.approvers === undefined ? Infinity : known.size + 1;
      const why = unopenable(gate, known, anybody);
      if (why === undefined) return [];
      return [
        {
          code: 'gate-without-keys',
          at: inPlan(...path),
          message: `The ${name} gate could never be opened: ${why}. Add people with "wavegate approvers add NAME KEY" and commit the file, or change the gate.`,
        },
      ];
    }),
};
