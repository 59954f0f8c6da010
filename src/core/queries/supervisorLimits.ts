import type { AgentProfile } from '../plan/schema/plan.ts';
import type { Limits } from '../model/effects.ts';
import type { RunState, Session } from '../model/state.ts';
import { agentLimits } from './agentLimits.ts';
import { supervisorOf, supervisorUsage } from './supervisors.ts';

/**
 * Limits of one session of a supervisor: what is left of its budget, where that is tighter than those of its profile. What
 * the session has used itself so far does not count.
 */
export function supervisorLimits(
  state: RunState,
  session: Pick<Session, 'id'>,
  profile: AgentProfile,
  team: string,
): Partial<Limits> {
  const { usd, tokens, minutes } = supervisorOf(state, team)?.budget ?? {};
  const { [session.id]: _own, ...sessions } = state.sessions;
  const { usage, milliseconds } = supervisorUsage({ ...state, sessions }, team);
  const own = agentLimits(profile, state.plan.plan.budget.perSession);
  const left = {
    usd: usd === undefined ? undefined : usd - (usage?.usd ?? 0),
    tokens:
      tokens === undefined ? undefined : tokens - (usage === undefined ? 0 : usage.inputTokens + usage.outputTokens),
    minutes: minutes === undefined ? undefined : minutes - milliseconds / 60_000,
  };
  return {
    ...(left.usd === undefined ? {} : { usd: Math.max(0, Math.min(left.usd, own.usd ?? Infinity)) }),
    ...(left.tokens === undefined ? {} : { tokens: Math.max(0, Math.min(left.tokens, own.tokens ?? Infinity)) }),
    ...(left.minutes === undefined ? {} : { minutes: Math.max(0.1, Math.min(left.minutes, own.minutes)) }),
  };
}
