import { addUsage, dollars, shortAmount } from '../../core/agents/usage.ts';
import type { Usage } from '../../core/model/sessionResult.ts';
import type { RunState, Session } from '../../core/model/state.ts';
import { teamsUsedUp } from '../../core/queries/teamBudgets.ts';
import type { SessionStatus } from '../../ports/executor.ts';

/** Status of sessions while they run; by session. */
export type SessionStatuses = ReadonlyMap<string, SessionStatus>;

/** Usage of sessions so far, running ones included; undefined while none of their agents has reported any. */
export function usageOf(sessions: readonly Session[], statuses: SessionStatuses): Usage | undefined {
  const told = sessions.flatMap(({ id, result }) => result?.usage ?? statuses.get(id)?.used ?? []);
  const [first, ...others] = told;
  return first && others.reduce((sum, usage) => addUsage(sum, usage), first);
}

/** A usage in few words, for where there is little room and the end is cut off: `$0.02 · 22.1k tokens`. */
export function briefUsage({ inputTokens, outputTokens, usd }: Usage): string {
  return [...(usd === undefined ? [] : [dollars(usd)]), `${shortAmount(inputTokens + outputTokens)} tokens`].join(
    ' · ',
  );
}

/** Usage of the run, and its budget, for people; undefined while nothing is known. */
export function runUsageText(state: RunState, statuses: SessionStatuses): string | undefined {
  const used = usageOf(Object.values(state.sessions), statuses);
  if (used === undefined) return undefined;
  const { tokens, usd } = state.plan.plan.budget;
  const limits = [
    ...(tokens === undefined
      ? []
      : [`${Math.round((100 * (used.inputTokens + used.outputTokens)) / tokens)}% of tokens`]),
    ...(usd === undefined || used.usd === undefined ? [] : [`${Math.round((100 * used.usd) / usd)}% of $${usd}`]),
  ];
  const spent = teamsUsedUp(state).map((team) => `budget of ${team} used up`);
  return [briefUsage(used), ...limits, ...spent].join(' · ');
}
