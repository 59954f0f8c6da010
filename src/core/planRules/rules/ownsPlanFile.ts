import { alternativesOf, hasWildcard } from '../../glob/globSyntax.ts';
import { matchesGlob } from '../../glob/globs.ts';
import { inTask } from '../remark.ts';
import type { TaskRule } from '../rule.ts';

/**
 * The plan is what people approve, so no agent may change it. A wide glob leaves it out by itself; one that is about nothing
 * but plans is a mistake worth telling.
 */
export const ownsPlanFile: TaskRule = {
  needsValid: ['owns', 'deletes'],
  check(task, { repository: { facts } }) {
    const { planFile } = facts;
    if (planFile === undefined) return [];
    return (['owns', 'deletes'] as const).flatMap((key) =>
      task[key].flatMap((glob, index) =>
        alternativesOf(glob).some((each) => isAboutPlan(each, planFile))
          ? [
              {
                code: 'owns-plan-file' as const,
                at: inTask(key, index),
                message: `"${task.id}" would ${key === 'owns' ? 'own' : 'delete'} ${planFile}, the plan itself, which no agent may touch: people approve it. Take it out; wide globs such as ** leave the plan out by themselves.`,
              },
            ]
          : [],
      ),
    );
  },
};

function isAboutPlan(glob: string, planFile: string): boolean {
  return matchesGlob(glob, planFile) && (!hasWildcard(glob) || /\.waveplan\.ya?ml$/.test(glob));
}
