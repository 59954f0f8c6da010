import { coversGlob } from '../../glob/globCovers.ts';
import { overlap } from '../../glob/globs.ts';
import { inPlan, inTask } from '../remark.ts';
import type { TaskRule } from '../rule.ts';

/**
 * Nobody may touch a protected file. Owning nothing but protected files is an error, for the task cannot be done; a glob that
 * happens to take in some is worth a warning only, because sessions keep those files protected whatever a task owns.
 */
export const protectedFile: TaskRule = {
  needsValid: ['owns'],
  needsValidOfPlan: ['protected'],
  check: (task, { plan }) =>
    task.owns.flatMap((glob, index) => {
      for (const [at, guard] of plan.protected.entries()) {
        const example = overlap(guard, glob);
        if (example === undefined) continue;
        const whole = coversGlob(guard, glob);
        return [
          {
            code: 'protected-file' as const,
            at: inTask('owns', index),
            message: whole
              ? `${glob} is protected, so "${task.id}" could never change it. Remove it here, or from "protected".`
              : `${glob} takes in ${example}, which is protected; the agent may not change that. Narrow the glob to say so.`,
            severity: whole ? ('error' as const) : ('warning' as const),
            related: [{ message: `Protected by ${guard}`, at: inPlan('protected', at) }],
          },
        ];
      }
      return [];
    }),
};
