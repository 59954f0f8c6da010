import { stagesOf } from '../../recipes/stages.ts';
import { inPlan } from '../remark.ts';
import type { PlanRule } from '../rule.ts';

/** A criterion that names no test, of a task that need not write one, is met as soon as somebody says so. */
export const untestedCriterion: PlanRule = {
  reads: ['acceptance', 'recipe', 'verify'],
  readsOfPlan: ['recipes', 'checkpoint'],
  check: ({ plan, tasks }) =>
    tasks.flatMap(({ task, waveIndex, taskIndex, unsure }) => {
      const writesTests = stagesOf(plan, task).some(({ shows }) => shows === 'red');
      if (writesTests || unsure.has('acceptance')) return [];
      return task.acceptance.flatMap(({ id, tests }, index) =>
        tests.length > 0
          ? []
          : [
              {
                code: 'untested-criterion' as const,
                at: inPlan('waves', waveIndex, 'tasks', taskIndex, 'acceptance', index, 'id'),
                message: `Nothing tests "${id}": it names no test, and the recipe of "${task.id}" asks for none. Name its tests, or use the recipe tdd.`,
              },
            ],
      );
    }),
};
