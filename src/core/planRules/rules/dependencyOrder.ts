import { nearest } from '../../../util/nearest.ts';
import { inPlan } from '../remark.ts';
import type { Remark } from '../remark.ts';
import type { PlanRule, RuleTask } from '../rule.ts';

/** A task can only build on results that exist when its wave starts: those of earlier waves. */
export const dependencyOrder: PlanRule = {
  reads: ['dependsOn'],
  readsOfPlan: [],
  check({ tasks }) {
    const byId = new Map(tasks.map((placed) => [placed.task.id, placed]));
    return tasks.flatMap((placed) => {
      const { dependsOn } = placed.task;
      return dependsOn.length === 0 ? [] : dependsOn.flatMap((id, index) => check(placed, id, index, byId));
    });
  },
};

function check(placed: RuleTask, id: string, index: number, byId: ReadonlyMap<string, RuleTask>): readonly Remark[] {
  const { task, wave, waveIndex, taskIndex } = placed;
  const needed = byId.get(id);
  if (needed !== undefined && needed.waveIndex < waveIndex) return [];
  const at = inPlan('waves', waveIndex, 'tasks', taskIndex, 'dependsOn', index);
  if (needed === undefined) {
    const meant = nearest(id, byId.keys());
    const message = `No task is called "${id}".`;
    return meant === undefined
      ? [{ code: 'unknown-task', at, message }]
      : [{ code: 'unknown-task', at, message: `${message} Did you mean "${meant}"?`, suggestion: meant }];
  }
  const related = [
    {
      message: `"${id}" is a task of wave "${needed.wave.id}"`,
      at: inPlan('waves', needed.waveIndex, 'tasks', needed.taskIndex, 'id'),
    },
  ];
  if (needed === placed) {
    const message = `Task "${task.id}" depends on itself. Remove the dependency.`;
    return [{ code: 'dependency-order', at, message, related }];
  }
  const when =
    needed.waveIndex === waveIndex
      ? `runs at the same time, in wave "${wave.id}"`
      : `runs later, in wave "${needed.wave.id}"`;
  return [
    {
      code: 'dependency-order',
      at,
      message: `"${task.id}" needs "${id}", which ${when}. Move "${task.id}" to a later wave, or "${id}" to an earlier one.`,
      related,
    },
  ];
}
