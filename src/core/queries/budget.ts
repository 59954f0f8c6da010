import { addUsage, dollars, reachedLimit, shortAmount, usageText } from '../agents/usage.ts';
import { profileOf } from '../plan/lookup.ts';
import type { Plan, PlanTask, PlanWave } from '../plan/schema/plan.ts';
import { agentLimits } from './agentLimits.ts';
import type { Usage } from '../model/sessionResult.ts';
import { isAgentSession } from './runQueries.ts';
import { teamBudgetLines, untold, waveOverTeamBudget } from './teamBudgets.ts';
import type { RunState } from '../model/state.ts';

/** Usage of all sessions of a run so far, as far as their agents report it; undefined while none has reported any. */
export function runUsage({ sessions }: Pick<RunState, 'sessions'>): Usage | undefined {
  if (!sums.has(sessions)) sums.set(sessions, sumOf(sessions));
  return sums.get(sessions);
}

/** Asked several times each time anything happens: the sessions of one state are gone through once. */
const sums = new WeakMap<RunState['sessions'], Usage | undefined>();

function sumOf(sessions: RunState['sessions']): Usage | undefined {
  let sum: Usage | undefined;
  for (const { result, interrupted } of Object.values(sessions)) {
    for (const usage of [result?.usage, interrupted?.usage]) {
      if (usage !== undefined) sum = addUsage(sum ?? { inputTokens: 0, cachedTokens: 0, outputTokens: 0 }, usage);
    }
  }
  return sum;
}

/** Why no further wave may be launched for now: the budget of the run is used up. Undefined while there is some left. */
export function budgetUsedUp(state: RunState): string | undefined {
  const used = runUsage(state);
  const { budget } = state.plan.plan;
  const late = minutesLeft(state) === 0 ? `agents have worked for ${budget.minutes ?? 0} minutes` : undefined;
  const reached = (used === undefined ? undefined : reachedLimit(used, budget)) ?? late;
  if (reached === undefined) return undefined;
  return `The budget of the run is used up: ${reached}. Raise "budget" in the plan and approve that, or stop the run.`;
}

/** Why no agent of a wave may be started for now, by the budget of the run and those of the teams with a task in it. */
export function planBudgetUsedUp(state: RunState, wave: PlanWave | undefined): string | undefined {
  return budgetUsedUp(state) ?? waveOverTeamBudget(state, wave);
}

/** Minutes in which at least one agent was at work: people may take their time. */
export function minutesWorked(state: RunState): number {
  const spans = Object.values(state.sessions)
    .filter((session) => isAgentSession(session) && session.startedAt !== undefined)
    .map(({ startedAt = 0, endedAt = state.updatedAt }) => ({ from: startedAt, to: endedAt }))
    .sort((one, other) => one.from - other.from);
  let milliseconds = 0;
  let until = -Infinity;
  for (const { from, to } of spans) {
    milliseconds += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return milliseconds / 60_000;
}

/** Minutes that agents may still work in this run; undefined where the plan sets no limit. */
export function minutesLeft(state: RunState): number | undefined {
  const { minutes } = state.plan.plan.budget;
  return minutes === undefined ? undefined : Math.max(0, minutes - minutesWorked(state));
}

/** Lines for people about a wave's effect on the budget; empty when nothing was used and nothing is limited. */
export function budgetLines(state: RunState, wave: PlanWave): readonly string[] {
  const { plan } = state.plan;
  const used = runUsage(state);
  return [
    ...(used === undefined ? [] : [`used so far: ${usageText(used)}`]),
    ...expected(state, wave),
    ...projection(plan, wave.tasks, 'this wave'),
    ...limitOfRun(plan),
    ...withoutDollars(state),
    ...teamBudgetLines(state, wave),
  ];
}

/** A limit in dollars that some agents do not count towards is told, as it never holds them. */
function withoutDollars({ plan, sessions }: RunState): readonly string[] {
  if (plan.plan.budget.usd === undefined) return [];
  const unpriced = Object.values(sessions).filter(({ result }) => result?.usage && result.usage.usd === undefined);
  return unpriced.length === 0 ? [] : [`not counted in dollars: ${untold(unpriced.length)}`];
}

/**
 * Lines for people about what a plan may use: its budget, and the most that its tasks can use by the limits of their sessions.
 *
 * @param plan as it is to be approved
 */
export function planBudgetLines(plan: Plan): readonly string[] {
  const tasks = plan.waves.flatMap((wave) => wave.tasks);
  const minutes = plan.waves
    .map((wave) => Math.max(0, ...wave.tasks.map((task) => profileOf(plan, task)?.limits.minutes ?? 0)))
    .reduce((sum, longest) => sum + longest, 0);
  const all = `${tasks.length === 1 ? '1 task' : `${tasks.length} tasks`} without fixes and reviews`;
  return [
    ...limitOfRun(plan),
    ...limitsOfTeams(plan),
    ...projection(plan, tasks, all),
    ...(minutes === 0 ? [] : [`${all}, at most, by the time limits of their agents: ${minutes} min`]),
  ];
}

function limitOfRun({ budget: { usd, tokens, minutes } }: Plan): readonly string[] {
  const limits = [
    ...(tokens === undefined ? [] : [`${tokens} tokens`]),
    ...(usd === undefined ? [] : [`$${usd}`]),
    ...(minutes === undefined ? [] : [`${minutes} minutes of agents at work`]),
  ];
  return limits.length === 0 ? [] : [`budget of the run: ${limits.join(', ')}`];
}

function limitsOfTeams({ budget }: Plan): readonly string[] {
  const { teams = {} }: Partial<Plan['budget']> = budget;
  return Object.entries(teams).map(([team, { usd, tokens }]) => {
    const limits = [...(tokens === undefined ? [] : [`${tokens} tokens`]), ...(usd === undefined ? [] : [`$${usd}`])];
    return `budget of team ${team}: ${limits.join(', ')}`;
  });
}

/** Expected usage of a wave, estimated from the tasks before it; empty before any task has reported usage. */
function expected({ sessions }: RunState, wave: PlanWave): readonly string[] {
  const told = Object.values(sessions).flatMap(({ kind, result }) =>
    kind === 'implement' || kind === 'fix' ? (result?.usage ?? []) : [],
  );
  const [first, ...others] = told;
  if (first === undefined) return [];
  const sum = others.reduce((total, usage) => addUsage(total, usage), first);
  const part = wave.tasks.length / told.length;
  const tokens = `${shortAmount(part * (sum.inputTokens + sum.outputTokens))} tokens`;
  const cost = sum.usd === undefined ? [] : [dollars(part * sum.usd)];
  const so = told.length === 1 ? 'the 1 task' : `the ${told.length} tasks`;
  return [`this wave, going by ${so} so far: about ${[tokens, ...cost].join(' · ')}`];
}

/** The most that tasks may use by the limits of their sessions; nothing unless every session has one. */
function projection(plan: Plan, tasks: readonly PlanTask[], which: string): readonly string[] {
  const limits = tasks.flatMap((task) => {
    const profile = profileOf(plan, task);
    return profile === undefined ? [] : agentLimits(profile, plan.budget.perSession);
  });
  return (['tokens', 'usd'] as const).flatMap((unit) => {
    const each = limits.flatMap((limit) => limit[unit] ?? []);
    if (each.length === 0 || each.length < tasks.length) return [];
    const sum = each.reduce((total, limit) => total + limit, 0);
    return `${which}, at most: ${unit === 'usd' ? `$${sum}` : `${sum} tokens`}`;
  });
}
