import { nearest } from '../../../util/nearest.ts';
import { gateKinds } from '../../plan/schema/vocabulary.ts';
import { inPlan, keyOf } from '../remark.ts';
import type { Remark } from '../remark.ts';
import type { PlanRule } from '../rule.ts';

/** A gate of the plan's own has a name of its own, and comes before launches that there are. */
export const unknownWave: PlanRule = {
  reads: [],
  readsOfPlan: ['gates'],
  check: ({ plan, unsure, waves }) => {
    if (unsure.has('gates')) return [];
    const ids = waves.map(({ id }) => id);
    return Object.entries(plan.gates.custom ?? {}).flatMap(([name, gate]): Remark[] => [
      ...(gateKinds.some((kind) => kind === name.toLowerCase())
        ? [
            {
              code: 'reserved-id' as const,
              at: keyOf(inPlan('gates', 'custom', name)),
              message: `"${name}" is a gate that every run has, so nobody could tell the two apart. Choose another name.`,
            },
          ]
        : []),
      ...(gate.before !== 'launch' && gate.waves !== undefined
        ? [
            {
              code: 'unknown-wave' as const,
              at: inPlan('gates', 'custom', name, 'waves'),
              message: `Gate "${name}" comes before ${gate.before}, which there is once for all waves. Take "waves" away, or write "before: launch".`,
            },
          ]
        : (gate.waves ?? []).flatMap((id, index): Remark[] => {
            if (ids.length === 0 || ids.includes(id)) return [];
            const meant = nearest(id, ids);
            return [
              {
                code: 'unknown-wave',
                at: inPlan('gates', 'custom', name, 'waves', index),
                message: `No wave is called "${id}", so gate "${name}" would come before nothing. ${meant === undefined ? `Known are ${ids.slice(0, 8).join(', ')}.` : `Did you mean "${meant}"?`}`,
                ...(meant === undefined ? {} : { suggestion: meant }),
              },
            ];
          })),
    ]);
  },
};
