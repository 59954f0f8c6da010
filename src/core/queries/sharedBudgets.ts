import { dollars, reachedLimit } from '../agents/usage.ts';
import { profileOf } from '../plan/lookup.ts';
import type { PlanWave } from '../plan/schema/plan.ts';
import type { BudgetsSeen, BudgetUse } from '../model/sharedBudget.ts';
import type { RunState, Session } from '../model/state.ts';
import { isAgentSession, pendingGates, planWave } from './runQueries.ts';

/**
 * Why no agent of these drivers may be started for now, for people; undefined while no shared budget is used up.
 * @param drivers without any, nothing is held
 */
export function sharedBudgetUsedUp(budgets: BudgetsSeen | undefined, drivers: readonly string[]): string | undefined {
  if (budgets === undefined || drivers.length === 0) return undefined;
  if (budgets.problem !== undefined) return budgets.problem;
  for (const use of budgets.uses) {
    const reached = use.agent === undefined || drivers.includes(use.agent) ? reachedLimit(use.used, use) : undefined;
    if (reached !== undefined) return usedUpText(use, reached);
  }
  return undefined;
}

function usedUpText(use: BudgetUse, reached: string): string {
  const { per, agent, since, until } = use;
  const change = `wavegate budget --per ${per}${agent === undefined ? '' : ` --agent ${agent}`}`;
  return `${budgetTitle(use)} is used up: ${reached}, since ${since}. Raise it with \`${change}\` and --usd or --tokens, or wait until it begins again on ${until}.`;
}

/** Why the agents of a wave may not be started for now. See sharedBudgetUsedUp. */
export function waveOverBudget({ budgets, plan }: RunState, wave: PlanWave | undefined): string | undefined {
  return sharedBudgetUsedUp(
    budgets,
    (wave?.tasks ?? []).flatMap((task) => profileOf(plan.plan, task)?.driver ?? []),
  );
}

/** Sessions that are ready and whose agents may not be started for now, by id, with the reason. */
export function overBudget(state: RunState): ReadonlyMap<string, string> {
  const held = new Map<string, string>();
  if (state.budgets === undefined) return held;
  for (const session of Object.values(state.sessions)) {
    const why = startsAgent(session) ? sessionOverBudget(state, session) : undefined;
    if (why !== undefined) held.set(session.id, why);
  }
  return held;
}

/** Only the commands that verify its work run again in a session with `checksOnly`: that costs nothing. */
function startsAgent(session: Session): boolean {
  return session.status === 'ready' && session.checksOnly === undefined && isAgentSession(session);
}

function sessionOverBudget({ budgets, plan }: RunState, session: Session): string | undefined {
  const profile = profileOf(plan.plan, session);
  return profile && sharedBudgetUsedUp(budgets, [profile.driver]);
}

/** Whether agents, or a launch gate that waits, could go on if a shared budget were raised. */
export function waitsForBudget(state: RunState): boolean {
  return (
    overBudget(state).size > 0 ||
    pendingGates(state).some(
      ({ kind, wave }) =>
        kind === 'launch' && wave !== undefined && waveOverBudget(state, planWave(state, wave)) !== undefined,
    )
  );
}

/** Lines for people about all shared budgets. */
export function sharedBudgetLines(budgets: BudgetsSeen | undefined): readonly string[] {
  const { uses, problem, unread = 0 } = budgets ?? { uses: [] };
  return [
    ...(problem === undefined ? [] : [problem]),
    ...uses.map((use) => `${budgetTitle(use)}: ${useText(use)}, since ${use.since}`),
    ...(unread === 0 ? [] : [`Not counted, because the record cannot be read: ${plural(unread, 'run')}`]),
  ];
}

function budgetTitle({ per, agent }: BudgetUse): string {
  return `The budget of the ${per} for ${agent ?? 'all agents'} in all runs of this machine`;
}

function useText({ used, usd, tokens, unpriced }: BudgetUse): string {
  const least = unpriced > 0 ? 'at least ' : '';
  const spent =
    usd === undefined
      ? []
      : [`${least}${used.usd === undefined || used.usd === 0 ? '$0.00' : dollars(used.usd)} of ${dollars(usd)}`];
  const counted = tokens === undefined ? [] : [`${used.inputTokens + used.outputTokens} of ${tokens} tokens`];
  const without = unpriced === 0 || usd === undefined ? [] : [`no price known for ${plural(unpriced, 'session')}`];
  return [...spent, ...counted, ...without].join(', ');
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
