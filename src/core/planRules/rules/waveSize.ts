import { inPlan } from '../remark.ts';
import type { Remark } from '../remark.ts';
import type { PlanRule } from '../rule.ts';

const comfortable = 4;
const most = 10;

/** Small waves finish sooner, and when one fails there is less to look through. */
export const waveSize: PlanRule = {
  reads: [],
  readsOfPlan: [],
  check: ({ waves }) =>
    waves.flatMap(({ id, tasks }, index): Remark[] =>
      tasks.length <= comfortable
        ? []
        : [
            {
              code: 'wave-size',
              at: inPlan('waves', index, 'id'),
              message:
                `Wave "${id}" starts ${tasks.length} sessions at once; ` +
                (tasks.length > most
                  ? `beyond ${most} the slowest one and the search for a failure dominate. Split the wave.`
                  : `up to ${comfortable} are easier to look through when one fails.`),
              severity: tasks.length > most ? 'warning' : 'hint',
            },
          ],
    ),
};
