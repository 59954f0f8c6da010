import { addUsage, dollars, reachedLimit } from '../agents/usage.ts';
import type { Usage } from '../model/sessionResult.ts';
import type { RunState } from '../model/state.ts';
import type { Plan, PlanWave } from '../plan/schema/plan.ts';

/** Usage of the sessions on a team's tasks so far, as far as their agents report it; `unpriced` counts those that tell no dollars. */
export function teamUsage(
  { sessions }: Pick<RunState, 'sessions'>,
  team: string,
): { readonly used: Usage; readonly unpriced: number } {
  let used: Usage = { inputTokens: 0, cachedTokens: 0, outputTokens: 0 };
  let unpriced = 0;
  for (const { team: of, result, interrupted } of Object.values(sessions)) {
    if (of !== team) continue;
    for (const usage of [interrupted?.usage, result?.usage]) {
      if (usage === undefined) continue;
      used = addUsage(used, usage);
      if (usage.usd === undefined) unpriced += 1;
    }
  }
  return { used, unpriced };
}

/** Why no further task of a team may begin for now; undefined while there is some left, or no limit. */
export function teamBudgetUsedUp(state: RunState, team: string | undefined): string | undefined {
  const limit = team === undefined ? undefined : limitsOf(state).get(team);
  if (team === undefined || limit === undefined) return undefined;
  const reached = reachedLimit(teamUsage(state, team).used, limit);
  if (reached === undefined) return undefined;
  return `The budget of team ${team} is used up: ${reached}. Raise "budget.teams.${team}" in the plan and approve that, or stop the run.`;
}

/** The same of the first team with a task in the wave. */
export function waveOverTeamBudget(state: RunState, wave: PlanWave | undefined): string | undefined {
  for (const team of teamsOf(wave)) {
    const spent = teamBudgetUsedUp(state, team);
    if (spent !== undefined) return spent;
  }
  return undefined;
}

/**
 * Lines for people about the budgets of teams.
 *
 * @param wave only those with a task in it; all where absent
 */
export function teamBudgetLines(state: RunState, wave?: PlanWave): readonly string[] {
  const shown = wave === undefined ? undefined : teamsOf(wave);
  return [...limitsOf(state)].flatMap(([team, { usd, tokens }]) => {
    if (shown?.has(team) === false) return [];
    const { used, unpriced } = teamUsage(state, team);
    const parts = [
      ...(tokens === undefined ? [] : [`${used.inputTokens + used.outputTokens} of ${tokens} tokens`]),
      ...(usd === undefined
        ? []
        : [`${unpriced === 0 ? '' : 'at least '}${dollars(used.usd ?? 0)} of ${dollars(usd)}`]),
    ];
    const silent = usd === undefined || unpriced === 0 ? [] : [untold(unpriced)];
    return [`budget of team ${team}: ${[...parts, ...silent].join(', ')}`];
  });
}

/** Words for sessions whose programs tell tokens only, which a budget in dollars cannot count. */
export function untold(sessions: number): string {
  return `${sessions === 1 ? '1 session tells' : `${sessions} sessions tell`} no dollars, so that only a budget in tokens would hold them`;
}

function limitsOf({ plan }: RunState) {
  // Plans are recorded as they were read, and runs that began before there were such budgets are still counted.
  const { teams = {} }: Partial<Plan['budget']> = plan.plan.budget;
  return new Map(Object.entries(teams));
}

/** Teams of which no further task begins for now. */
export function teamsUsedUp(state: RunState): readonly string[] {
  return [...limitsOf(state).keys()].filter((team) => teamBudgetUsedUp(state, team) !== undefined);
}

function teamsOf(wave: PlanWave | undefined): ReadonlySet<string> {
  return new Set((wave?.tasks ?? []).flatMap(({ team }) => team ?? []));
}
