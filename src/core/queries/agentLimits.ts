import type { AgentProfile, Plan } from '../plan/schema/plan.ts';
import type { Limits } from '../model/effects.ts';

/** The tighter of what the agent's profile and the plan's budget allow one session. */
export function agentLimits({ limits }: AgentProfile, budget: Plan['budget']['perSession']): Limits {
  const tighter = (...values: readonly (number | undefined)[]) => {
    const given = values.filter((value) => value !== undefined);
    return given.length === 0 ? undefined : Math.min(...given);
  };
  const { minutes, idleMinutes, startMinutes, toolMinutes, warnMinutes, exitMinutes, refusals } = limits;
  const usd = tighter(limits.usd, budget.usd);
  const tokens = tighter(limits.tokens, budget.tokens);
  return {
    minutes,
    idleMinutes,
    ...(startMinutes === undefined ? {} : { startMinutes }),
    ...(toolMinutes === undefined ? {} : { toolMinutes }),
    ...(warnMinutes === undefined ? {} : { warnMinutes }),
    ...(exitMinutes === undefined ? {} : { exitMinutes }),
    ...(refusals === undefined ? {} : { refusals }),
    ...(usd === undefined ? {} : { usd }),
    ...(tokens === undefined ? {} : { tokens }),
  };
}
