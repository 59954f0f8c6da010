import type { AgentProfile, Plan, PlanTask, PlanWave } from './schema/plan.ts';

/** A task with where it stands; indexes count from 0. */
export interface PlacedTask {
  readonly wave: PlanWave;
  readonly waveIndex: number;
  readonly task: PlanTask;
  readonly taskIndex: number;
}

/** All tasks in plan order. */
export function placedTasks(plan: Plan): PlacedTask[] {
  return plan.waves.flatMap((wave, waveIndex) =>
    wave.tasks.map((task, taskIndex) => ({ wave, waveIndex, task, taskIndex })),
  );
}

/** The wave that contains the task, or undefined. Task ids are unique in a whole plan. */
export function waveOf(plan: Plan, taskId: string): PlanWave | undefined {
  return plan.waves.find((wave) => wave.tasks.some((task) => task.id === taskId));
}

/** The task with this id, or undefined. */
export function taskById(plan: Plan, taskId: string): PlanTask | undefined {
  return waveOf(plan, taskId)?.tasks.find((task) => task.id === taskId);
}

/** Name of the agent profile that a task, lens or validator uses: the one it names, else the plan's first. */
export function agentOf(plan: Pick<Plan, 'agents'>, user: { readonly agent?: string | undefined }): string | undefined {
  return user.agent ?? Object.keys(plan.agents)[0];
}

/** Profile of `agentOf`, or undefined when the plan has no such profile. */
export function profileOf(
  plan: Pick<Plan, 'agents'>,
  user: { readonly agent?: string | undefined },
): AgentProfile | undefined {
  const name = agentOf(plan, user);
  return name !== undefined && Object.hasOwn(plan.agents, name) ? plan.agents[name] : undefined;
}
