import { planHeadSchema } from '../plan/schema/plan.ts';
import type { AgentProfile, DriverId, Plan } from '../plan/schema/plan.ts';
import { agentDrivers } from '../plan/schema/vocabulary.ts';

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
  const chosen = assumedAgent(wanted ?? preferred, installed);
  if ('problem' in chosen) return chosen;
  const { driver } = chosen;
  return { profile: bareProfile(driver), agents, ...(agents.length === 0 ? { added: { [driver]: { driver } } } : {}) };
}

/** The agent that works where a plan names none: the one that is wanted, else the only one installed. */
export function assumedAgent(
  wanted: string | undefined,
  installed: readonly string[],
): { readonly driver: DriverId } | { readonly problem: string } {
  const clis = agentDrivers.filter((driver) => driver !== 'command');
  if (wanted !== undefined) {
    const driver = clis.find((each) => each === wanted);
    if (driver !== undefined) return { driver };
    return { problem: `No agent is called "${wanted}". Name a profile of the plan, or one of ${clis.join(', ')}.` };
  }
  const [only, ...others] = clis.filter((driver) => installed.includes(driver));
  if (only !== undefined && others.length === 0) return { driver: only };
  return {
    problem:
      only === undefined
        ? 'No agent is named, and none is installed. Install one (wavegate agents shows how), or name a program under "agents" of the plan.'
        : `Several agents are installed: ${[only, ...others].join(', ')}. Say which is meant: in WAVEGATE_AGENT, the setting wavegate.agent, or under "agents" of the plan.`,
  };
}

/** A profile of a CLI with the defaults of the format. */
export function bareProfile(driver: DriverId): AgentProfile {
  const { agents } = planHeadSchema.parse({ waveplan: 1, title: 'Draft', agents: { it: { driver } } });
  const profile = agents['it'];
  if (profile === undefined) throw new Error(`The format has no defaults for ${driver}.`);
  return profile;
}

/** Settings of a plan that says nothing of its own. */
export function bareSettings(): Pick<Plan, 'git' | 'worktree' | 'budget' | 'protected'> {
  return planHeadSchema.parse({ waveplan: 1, title: 'Draft' });
}
