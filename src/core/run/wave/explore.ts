import { lintDirective } from '../../directive/lintDirective.ts';
import { renderExploreDirective } from '../../directive/renderDirective.ts';
import type { PlanWave } from '../../plan/schema/plan.ts';
import type { RunEvent, SessionPlan } from '../../model/events.ts';
import { sessionBranch, sessionId } from '../../model/names.ts';
import type { RunState, WaveState } from '../../model/state.ts';
import { budgetUsedUp } from '../../queries/budget.ts';
import { tasksToExplore } from '../../queries/exploring.ts';
import type { ToExplore } from '../../queries/exploring.ts';
import type { Context } from '../gate/openGate.ts';

/**
 * Has the agents of tasks that say so lay out what they are going to do, before the launch gate opens.
 * @returns undefined when there is nothing to explore, or all of it has ended
 */
export function explore({ state }: Context, plan: PlanWave, wave: WaveState): readonly RunEvent[] | undefined {
  if (budgetUsedUp(state) !== undefined) return undefined;
  const tasks = tasksToExplore(state, wave.id);
  const scope = { kind: 'explore' as const, wave: wave.id, attempt: wave.attempt };
  const wanted = tasks.filter(({ explored, task }) => {
    if (explored === undefined) return true;
    const isOfNow = explored.id === sessionId(scope, task.id);
    return !isOfNow && explored.status === 'ended' && explored.result?.implementationPlan === undefined;
  });
  if (wanted.length > 0) {
    const sessions = wanted.map((each) => explorer(state, plan, scope, each));
    return [{ type: 'sessions-planned', scope, sessions }];
  }
  return tasks.some(({ explored }) => explored?.status !== 'ended') ? [] : undefined;
}

function explorer(
  state: RunState,
  wave: PlanWave,
  scope: { readonly kind: 'explore'; readonly wave: string; readonly attempt: number },
  { task, session }: ToExplore,
): SessionPlan {
  const id = sessionId(scope, task.id);
  const branch = sessionBranch(state.plan.plan.git.branchPrefix, state.run, scope, task.id);
  const directive = renderExploreDirective({
    run: state.run,
    session: id,
    plan: state.plan.plan,
    wave,
    task,
    branch,
    base: session.base,
    repository: state.repository,
  });
  return {
    id,
    kind: 'explore',
    scope,
    subject: task.id,
    ...(session.agent === undefined ? {} : { agent: session.agent }),
    epoch: 1,
    branch,
    base: session.base,
    directive: lintDirective(directive).text,
    ...(session.definition === undefined ? {} : { definition: session.definition }),
    ...(session.team === undefined ? {} : { team: session.team }),
  };
}
