import { opensAgent, opensTest } from './assumed.ts';
import type { Assumed } from './assumed.ts';
import { planHeadSchema } from './schema/plan.ts';
import type { AgentProfile, DriverId, Plan } from './schema/plan.ts';

/** A plan with what it leaves open. Whatever it says itself stays. */
export function withAssumed(plan: Plan, { agent, test }: Assumed): Plan {
  const filled =
    opensAgent(plan) && agent !== undefined ? { ...plan, agents: { [agent.driver]: bareProfile(agent.driver) } } : plan;
  if (test === undefined || !opensTest(plan)) return filled;
  return { ...filled, checkpoint: { ...filled.checkpoint, test: test.command } };
}

/** A profile of a CLI with the defaults of the format. */
export function bareProfile(driver: DriverId): AgentProfile {
  const { agents } = planHeadSchema.parse({ waveplan: 1, title: 'Any', agents: { it: { driver } } });
  const profile = agents['it'];
  if (profile === undefined) throw new Error(`The format has no defaults for ${driver}.`);
  return profile;
}
