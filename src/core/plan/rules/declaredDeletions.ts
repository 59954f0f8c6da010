import { problem } from '../codes.ts';
import { coversGlob } from '../globCovers.ts';
import { placedTasks } from '../lookup.ts';
import type { Rule } from '../rule.ts';

/** Deleting is changing: a task may delete only inside what it owns. */
export const declaredDeletions: Rule = ({ plan, locate }) =>
  placedTasks(plan).flatMap(({ task, waveIndex, taskIndex }) =>
    task.deletes.flatMap((glob, index) =>
      task.owns.some((owned) => coversGlob(owned, glob))
        ? []
        : [
            problem(
              'deletion-outside-owns',
              locate(['waves', waveIndex, 'tasks', taskIndex, 'deletes', index]),
              `"${task.id}" declares to delete ${glob}, which no single glob of its "owns" takes in. Add it to "owns", or let the task that owns it delete it.`,
            ),
          ],
    ),
  );
