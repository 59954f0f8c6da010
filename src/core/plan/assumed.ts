import { driverTraits } from './driverTraits.ts';
import type { DriverId, Plan } from './schema/plan.ts';
import { agentDrivers } from './schema/vocabulary.ts';

/** Values that a plan leaves open and a machine can tell, each with where it comes from, for people. */
export interface Assumed {
  readonly agent?: { readonly driver: DriverId; readonly from: string };
  readonly test?: { readonly command: string; readonly from: string };
  /** Why there is no agent, for people, with what to do. */
  readonly noAgent?: string;
}

/** Assumptions that a plan really uses, one line each, for people. */
export function assumedLines(plan: Plan, { agent, test }: Assumed): readonly string[] {
  const [only, ...others] = Object.entries(plan.agents);
  const isAgent = agent !== undefined && others.length === 0 && only?.[0] === agent.driver;
  return [
    ...(isAgent ? [`Agent: ${agent.driver} (${agent.from})`] : []),
    ...(test !== undefined && plan.checkpoint.test === test.command
      ? [`Test: ${test.command} (from ${test.from})`]
      : []),
  ];
}

export function opensAgent({ agents }: Pick<Plan, 'agents'>): boolean {
  return Object.keys(agents).length === 0;
}

/** Whether nothing would prove that some task is done. */
export function opensTest({ checkpoint, waves }: Pick<Plan, 'checkpoint' | 'waves'>): boolean {
  const { test, none } = checkpoint;
  return (
    test === undefined && none !== true && waves.some(({ tasks }) => tasks.some(({ verify }) => verify.length === 0))
  );
}

/**
 * The agent that works where a plan names none: the one that is set, else the only one installed.
 *
 * @param set by the person, in a setting or a variable
 * @param installed drivers whose program is here
 * @returns the problem for people where no agent is clearly meant
 */
export function assumedAgent(
  set: string | undefined,
  installed: readonly string[],
): Pick<Assumed, 'agent' | 'noAgent'> {
  const clis = agentDrivers.filter((driver) => driverTraits[driver].isCli);
  if (set !== undefined && set !== '') {
    const driver = clis.find((each) => each === set);
    if (driver !== undefined) return { agent: { driver, from: 'the agent you have set' } };
    return { noAgent: `No agent is called "${set}". Name a profile of the plan, or one of ${clis.join(', ')}.` };
  }
  const [only, ...others] = clis.filter((driver) => installed.includes(driver));
  if (only !== undefined && others.length === 0) return { agent: { driver: only, from: 'the only one installed' } };
  return {
    noAgent:
      only === undefined
        ? 'None is installed here either: `wavegate agents` shows how to install one.'
        : `Several are installed here: ${[only, ...others].join(', ')}. Set the one you mean in WAVEGATE_AGENT or the setting wavegate.agent, or name it in the plan.`,
  };
}
