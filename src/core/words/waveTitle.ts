import type { RunState } from '../model/state.ts';
import type { PlanTask } from '../plan/schema/plan.ts';

/** `Wave 2 · Migration`; the bare id of a wave that the plan no longer holds. */
export function waveTitle(state: RunState, id: string): string {
  const index = state.plan.plan.waves.findIndex((wave) => wave.id === id);
  const wave = state.plan.plan.waves[index];
  return wave === undefined ? `Wave ${id}` : `Wave ${index + 1} · ${wave.title}`;
}

/** `Wave 2`, where room is short; the bare id of a wave that the plan no longer holds. */
export function waveName(state: RunState, id: string): string {
  const index = state.plan.plan.waves.findIndex((wave) => wave.id === id);
  return `Wave ${index === -1 ? id : index + 1}`;
}

/** The profile a task runs with: its own, else the plan's first, else none. */
export function agentOf(state: RunState, task: PlanTask): string {
  return task.agent ?? Object.keys(state.plan.plan.agents)[0] ?? 'no agent';
}
