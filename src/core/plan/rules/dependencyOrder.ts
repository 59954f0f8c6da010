import { problem } from '../codes.ts';
import { placedTasks } from '../lookup.ts';
import { suggestion } from '../nearest.ts';
import type { Rule } from '../rule.ts';

/** A task can only build on results that exist when its wave starts: those of earlier waves. */
export const dependencyOrder: Rule = ({ plan, locate }) => {
  const tasks = placedTasks(plan);
  const byId = new Map(tasks.map((placed) => [placed.task.id, placed]));
  return tasks.flatMap(({ task, wave, waveIndex, taskIndex }) =>
    task.dependsOn.flatMap((id, index) => {
      const span = locate(['waves', waveIndex, 'tasks', taskIndex, 'dependsOn', index]);
      const needed = byId.get(id);
      if (needed === undefined) {
        return [problem('unknown-task', span, `No task is called "${id}".${suggestion(id, byId.keys())}`)];
      }
      if (needed.waveIndex < waveIndex) return [];
      const related = [
        {
          message: `"${id}" is a task of wave "${needed.wave.id}"`,
          ...locate(['waves', needed.waveIndex, 'tasks', needed.taskIndex, 'id']),
        },
      ];
      if (needed.task === task) {
        return [problem('dependency-order', span, `Task "${id}" depends on itself. Remove the dependency.`)];
      }
      const when =
        needed.waveIndex === waveIndex
          ? `runs at the same time, in wave "${wave.id}"`
          : `runs later, in wave "${needed.wave.id}"`;
      return [
        problem(
          'dependency-order',
          span,
          `"${task.id}" needs "${id}", which ${when}. Move "${task.id}" to a later wave, or "${id}" to an earlier one.`,
          { related },
        ),
      ];
    }),
  );
};
