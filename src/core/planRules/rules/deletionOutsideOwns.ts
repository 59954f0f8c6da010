import { coversGlob } from '../../glob/globCovers.ts';
import { inTask } from '../remark.ts';
import type { TaskRule } from '../rule.ts';

/** Deleting is changing: a task may delete only inside what it owns. */
export const deletionOutsideOwns: TaskRule = {
  needsValid: ['owns', 'deletes'],
  check: (task) =>
    task.deletes.flatMap((glob, index) =>
      task.owns.some((owned) => coversGlob(owned, glob))
        ? []
        : [
            {
              code: 'deletion-outside-owns' as const,
              at: inTask('deletes', index),
              message: `"${task.id}" declares to delete ${glob}, which no single glob of its "owns" takes in. Add it to "owns", or let the task that owns it delete it.`,
            },
          ],
    ),
};
