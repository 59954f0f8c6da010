import { assumedAgent } from '../plan/assumed.ts';
import { bareProfile } from '../plan/withAssumed.ts';
import { planHeadSchema } from '../plan/schema/plan.ts';
import type { AgentProfile, DriverId, Plan } from '../plan/schema/plan.ts';

/** The agent that drafts a plan, and what the plan says of its agents afterwards. */
export interface Planner {
  readonly profile: AgentProfile;
  /** Names that tasks may use; empty where the plan has no agents yet. */
  readonly agents: readonly string[];
  /** The agents the plan gets where it has none. */
  readonly added?: Readonly<Record<string, { readonly driver: DriverId }>>;
}

/**
 * Chooses the planner: the agent a person names, by its profile in the plan or its driver; else the first of the plan;
 * else the one that is set or the only one installed.
 *
 * @param named by the person
 * @param preferred from a setting
 * @param installed drivers whose program is here
 * @returns the problem for people where there is no such agent, or none is clearly meant
 */
export function choosePlanner(
  plan: Pick<Plan, 'agents'> | undefined,
  {
    named,
    preferred,
    installed,
  }: { readonly named?: string; readonly preferred?: string; readonly installed: readonly string[] },
): Planner | { readonly problem: string } {
  const profiles = plan?.agents ?? {};
  const agents = Object.keys(profiles);
  const wanted = named ?? (agents.length === 0 ? undefined : agents[0]);
  const own = wanted !== undefined && Object.hasOwn(profiles, wanted) ? profiles[wanted] : undefined;
  if (own !== undefined) return { profile: own, agents };
  const { agent, noAgent = '' } = assumedAgent(wanted ?? preferred, installed);
  if (agent === undefined) {
    return { problem: wanted === undefined ? `No agent is named that could draft. ${noAgent}` : noAgent };
  }
  const { driver } = agent;
  return { profile: bareProfile(driver), agents, ...(agents.length === 0 ? { added: { [driver]: { driver } } } : {}) };
}

/** Settings of a plan that says nothing of its own. */
export function bareSettings(): Pick<Plan, 'git' | 'worktree' | 'budget' | 'protected'> {
  return planHeadSchema.parse({ waveplan: 1, title: 'Draft' });
}
