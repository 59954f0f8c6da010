import { inPlan, keyOf } from '../remark.ts';
import type { PlanRule } from '../rule.ts';

/** A supervisor hears of the tasks that name its team, and of no others. */
export const idleSupervisor: PlanRule = {
  reads: ['team'],
  readsOfPlan: ['teams'],
  check({ plan, tasks, unsure }) {
    if (unsure.has('teams') || tasks.length === 0) return [];
    return Object.entries(plan.teams)
      .filter(([name, { supervisor }]) => supervisor !== undefined && tasks.every(({ task }) => task.team !== name))
      .map(([name]) => ({
        code: 'idle-supervisor' as const,
        at: keyOf(inPlan('teams', name, 'supervisor')),
        message: `No task names the team "${name}", so its supervisor is never asked. Give the tasks that it is to look after team: ${name}.`,
      }));
  },
};
