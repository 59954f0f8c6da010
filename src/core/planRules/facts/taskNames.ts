import type { PlanTask } from '../../plan/schema/plan.ts';

/** Most names that are counted for one task; a task about more things than that says so by its steps. */
const mostNames = 8;

/** Names whose call sites a task replaces; expressions are not looked up. */
export function countedNames(callSites: PlanTask['callSites']): readonly string[] {
  return callSites.flatMap(({ name }) => (/^[A-Za-z_$][\w$]*$/.test(name) ? [name] : []));
}

/**
 * Names of code a task is about: single identifiers between backticks in its title, objective and steps. `a.b()` counts as
 * the last of its names, since that is what a search for its uses would look for.
 */
export function namesIn({
  title,
  objective,
  steps,
  callSites,
}: Pick<PlanTask, 'title' | 'objective' | 'steps' | 'callSites'>): readonly string[] {
  const names = new Set(countedNames(callSites));
  for (const [, quoted = ''] of [title, objective, ...steps].join('\n').matchAll(/`([^`\n]{1,120})`/g)) {
    const name = /^(?:[A-Za-z_$][\w$]*(?:\.|::|#))*([A-Za-z_$][\w$]{2,})(?:\(\))?$/.exec(quoted)?.[1];
    if (name !== undefined) names.add(name);
  }
  return [...names].slice(0, mostNames);
}
