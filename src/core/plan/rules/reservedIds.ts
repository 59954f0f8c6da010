import { inPlan } from '../remark.ts';
import type { Remark } from '../remark.ts';
import type { PlanRule } from '../rule.ts';

/** Branches of audit sessions stand beside those of the waves, under this name. */
const reserved = 'audit';

/** A wave cannot take the name under which audit sessions keep their branches. */
export const reservedIds: PlanRule = {
  taskKeys: [],
  planKeys: [],
  check: ({ waves }) =>
    waves.flatMap(({ id }, index): Remark[] =>
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
};
