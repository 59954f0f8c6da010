import { alternativesOf } from '../../glob/globSyntax.ts';
import { inTask } from '../remark.ts';
import type { TaskRule } from '../rule.ts';

/**
 * `.wavegate/` of a worktree is where an agent and Wavegate exchange files, and no commit of a run takes in what is there:
 * names of approvers, learnings and flows are changed by people.
 */
export const ownsWavegateFile: TaskRule = {
  needsValid: ['owns', 'deletes'],
  check: (task) =>
    (['owns', 'deletes'] as const).flatMap((key) =>
      task[key].flatMap((glob, index) =>
        alternativesOf(glob).some((each) => /^(?:\.\/)*\.wavegate(?:\/|$)/i.test(each))
          ? [
              {
                code: 'owns-wavegate-file' as const,
                at: inTask(key, index),
                message: `"${task.id}" would ${key === 'owns' ? 'own' : 'delete'} ${glob}, but no commit of a run takes in what an agent does in .wavegate/: it is Wavegate's own, and what is there, such as who may approve, is for people to change. Take it out of the task, and commit that change yourself.`,
              },
            ]
          : [],
      ),
    ),
};
