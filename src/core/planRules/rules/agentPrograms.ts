import { driverTraits } from '../../plan/driverTraits.ts';
import { inPlan, keyOf } from '../remark.ts';
import type { PlanRule } from '../rule.ts';

/** A CLI is known by its driver; any other program has to be named. */
export const agentPrograms: PlanRule = {
  reads: [],
  readsOfPlan: ['agents'],
  check: ({ plan: { agents } }) =>
    Object.entries(agents).flatMap(([name, { driver, argv }]) =>
      driverTraits[driver].isCli || argv !== undefined
        ? []
        : [
            {
              code: 'missing-key',
              at: keyOf(inPlan('agents', name)),
              message: `"argv" is missing from the agent "${name}": driver "command" runs a program, so name one: argv: [my-agent, "{directive}"]. Or name the CLI you use as its driver, such as driver: claude.`,
            },
          ],
    ),
};
