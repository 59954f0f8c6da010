import { problem } from '../codes.ts';
import type { Rule } from '../rule.ts';

const comfortable = 4;
const most = 10;

/** Small waves finish sooner, and when one fails there is less to look through. */
export const waveSize: Rule = ({ plan, locate }) =>
  plan.waves.flatMap(({ id, tasks }, index) =>
    tasks.length <= comfortable
      ? []
      : [
          problem(
            'wave-size',
            locate(['waves', index, 'id']),
            `Wave "${id}" starts ${tasks.length} sessions at once; ` +
              (tasks.length > most
                ? `beyond ${most} the slowest one and the search for a failure dominate. Split the wave.`
                : `up to ${comfortable} are easier to look through when one fails.`),
            { severity: tasks.length > most ? 'warning' : 'hint' },
          ),
        ],
  );
