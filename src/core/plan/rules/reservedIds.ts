import { problem } from '../codes.ts';
import type { Rule } from '../rule.ts';

/** Branches of audit sessions stand beside those of the waves, under this name. */
const reserved = 'audit';

/** A wave cannot take the name under which audit sessions keep their branches. */
export const reservedIds: Rule = ({ plan, locate }) =>
  plan.waves.flatMap(({ id }, index) =>
    id.toLowerCase() === reserved
      ? [
          problem(
            'reserved-id',
            locate(['waves', index, 'id']),
            `"${id}" is the name under which audit sessions keep their branches. Choose another id for the wave.`,
          ),
        ]
      : [],
  );
