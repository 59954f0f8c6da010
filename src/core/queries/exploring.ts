import type { PlanTask } from '../plan/schema/plan.ts';
import type { ImplementationPlan } from '../model/finding.ts';
import type { RunState, Session } from '../model/state.ts';
import { planTask, planWave } from './runQueries.ts';

/** Questions about tasks whose agents lay out first how they are going to carry them out (`explore`). */

/** Key of a person's words about the implementation plan of a task, at the launch gate. */
export const exploreKey = (task: string): string => `explore-${task}`;

/** The session that explored the task of a session which carries it out, as the task is now and on the same commit. */
export function exploredFor(
  state: RunState,
  { scope, subject, definition, base, kind }: Pick<Session, 'scope' | 'subject' | 'definition' | 'base' | 'kind'>,
): Session | undefined {
  if (scope.kind !== 'wave' || kind !== 'implement') return undefined;
  if (planTask(planWave(state, scope.wave), subject)?.explore !== true) return undefined;
  return latestExploration(state, scope.wave, subject, definition, base);
}

function latestExploration(
  state: RunState,
  wave: string,
  task: string,
  definition: string | undefined,
  base: string,
): Session | undefined {
  return Object.values(state.sessions).findLast(
    (session) =>
      session.kind === 'explore' &&
      session.scope.kind === 'explore' &&
      session.scope.wave === wave &&
      session.subject === task &&
      session.definition === definition &&
      session.base === base,
  );
}

/** A task of a wave that is explored before its launch, with the session that is to carry it out. */
export interface ToExplore {
  readonly task: PlanTask;
  readonly session: Session;
  /** Newest session that explores it; absent before there is one. */
  readonly explored?: Session;
}

/** Tasks of a wave that are explored first and have not been carried out in an earlier attempt. */
export function tasksToExplore(state: RunState, wave: string | undefined): readonly ToExplore[] {
  const live = wave === undefined ? undefined : state.waves[wave];
  const plan = wave === undefined ? undefined : planWave(state, wave);
  if (live === undefined || plan === undefined) return [];
  return plan.tasks.flatMap((task): ToExplore[] => {
    const session = state.sessions[live.tasks[task.id] ?? ''];
    if (task.explore !== true || session?.kind !== 'implement' || session.result !== undefined) return [];
    const explored = exploredFor(state, session);
    return [{ task, session, ...(explored === undefined ? {} : { explored }) }];
  });
}

/** Tasks whose agents have ended without an implementation plan, with why. */
export function unexplored(
  state: RunState,
  wave: string | undefined,
): readonly { readonly task: PlanTask; readonly why: string }[] {
  return tasksToExplore(state, wave).flatMap(({ task, explored }) => {
    if (explored?.status !== 'ended' || explored.result?.implementationPlan !== undefined) return [];
    return [{ task, why: explored.result?.question ?? explored.result?.message ?? 'It has left no result.' }];
  });
}

/** An implementation plan as people read it, a line each. */
export function planLines(plan: ImplementationPlan): readonly string[] {
  return [
    ...plan.touches.map((text) => `touches ${text}`),
    ...plan.steps.map((text, index) => `${index + 1}. ${text}`),
    ...plan.needs.map((text) => `needs ${text}`),
    ...plan.contradictions.map((text) => `contradicts the task: ${text}`),
    ...plan.risks.map((text) => `risk: ${text}`),
  ];
}
