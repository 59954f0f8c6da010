import type { PlanTask } from '../../plan/schema/plan.ts';

/** Most names that are counted for one task; a task about more things than that says so by its steps. */
const mostNames = 8;

/**
 * Names of code a task is about: single identifiers between backticks in its title, objective and steps. `a.b()` counts as
 * the last of its names, since that is what a search for its uses would look for.
 */
export function namesIn({
  title,
  objective,
  steps,
}: Pick<PlanTask, 'title' | 'objective' | 'steps'>): readonly string[] {
  const names = new Set<string>();
  for (const [, quoted = ''] of [title, objective, ...steps].join('\n').matchAll(/`([^`\n]{1,120})`/g)) {
    const name = /^(?:[A-Za-z_$][\w$]*(?:\.|::|#))*([A-Za-z_$][\w$]{2,})(?:\(\))?$/.exec(quoted)?.[1];
    if (name !== undefined) names.add(name);
  }
  return [...names].slice(0, mostNames);
}
