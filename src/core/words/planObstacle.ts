import { removedPlan } from '../plan/planHash.ts';
import type { RunState } from '../model/state.ts';

/** Why the plan file as it is on disk is no plan that could go to its gate, and what to do; for people. */
export function planObstacle({ edit, plan }: Pick<RunState, 'edit' | 'plan'>): string | undefined {
  if (edit === undefined || edit.plan !== undefined) return undefined;
  if (edit.hash === removedPlan) {
    return `${plan.file} is not in your checkout. Put it back, or check out the branch that has it, then resume.`;
  }
  return edit.obstacle ?? 'The plan file does not parse any more. Correct it, then resume.';
}
