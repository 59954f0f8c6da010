import { driverTraits } from '../../plan/driverTraits.ts';
import { inPlan, keyOf } from '../remark.ts';
import type { DriverId } from '../../plan/schema/plan.ts';
import type { Remark } from '../remark.ts';
import type { PlanRule } from '../rule.ts';
import type { WorkspaceFacts } from '../workspaceFacts.ts';

/** A CLI is known by its driver; any other program has to be named. */
export const agentPrograms: PlanRule = {
  reads: [],
  readsOfPlan: ['agents', 'executor'],
  check: ({ plan: { agents, executor }, repository: { facts } }) =>
    Object.entries(agents).flatMap(([name, { driver, argv }]): readonly Remark[] => {
      if (!driverTraits[driver].isCli && argv === undefined) {
        return [
          {
            code: 'missing-key',
            at: keyOf(inPlan('agents', name)),
            message: `"argv" is missing from the agent "${name}": driver "command" runs a program, so name one: argv: [my-agent, "{directive}"]. Or name the CLI you use as its driver, such as driver: claude.`,
          },
        ];
      }
      // Machines of a team have programs of their own.
      if (executor === 'team') return [];
      return argv === undefined ? notInstalled(name, driver, facts) : notOnPath(name, argv, facts);
    }),
};

function notInstalled(name: string, driver: DriverId, { agents }: WorkspaceFacts): readonly Remark[] {
  if (agents === undefined || agents.includes(driver)) return [];
  return [
    {
      code: 'agent-not-found',
      at: inPlan('agents', name, 'driver'),
      message: `${driver} is not installed here, so the agent "${name}" could not start. Install it ("Check Agents" and wavegate agents show how), or name another driver.`,
    },
  ];
}

function notOnPath(
  name: string,
  [program = '']: readonly string[],
  { missingPrograms }: WorkspaceFacts,
): readonly Remark[] {
  if (missingPrograms?.includes(program) !== true) return [];
  return [
    {
      code: 'agent-not-found',
      at: inPlan('agents', name, 'argv', 0),
      message: `"${program}" is not on PATH here, so the agent "${name}" could not start. Install it, correct its name, or name the CLI you use as its driver, such as driver: claude.`,
    },
  ];
}
