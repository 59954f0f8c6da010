import { globDefect } from '../../glob/globSyntax.ts';
import { inPlan, inTask } from '../remark.ts';
import type { Remark, RemarkPlace } from '../remark.ts';
import type { PlanRule, TaskRule } from '../rule.ts';

/** A glob that cannot match what its author means would own or delete nothing without anyone noticing. */
export const invalidGlob: TaskRule = {
  needsValid: [],
  check: (task) =>
    (['owns', 'deletes', 'reads'] as const).flatMap((key) =>
      task[key].flatMap((glob, index) => defectOf(glob, inTask(key, index))),
    ),
};

/** The same for what is outside the tasks. */
export const invalidPlanGlobs: PlanRule = {
  reads: [],
  readsOfPlan: ['protected', 'worktree', 'audit'],
  check: ({ plan }) => [
    ...plan.protected.flatMap((glob, index) => defectOf(glob, inPlan('protected', index))),
    ...plan.worktree.copy.flatMap((glob, index) => defectOf(glob, inPlan('worktree', 'copy', index))),
    ...plan.audit.lenses.flatMap(({ paths }, lens) =>
      paths.flatMap((glob, index) => defectOf(glob, inPlan('audit', 'lenses', lens, 'paths', index))),
    ),
  ],
};

function defectOf(glob: string, at: RemarkPlace): readonly Remark[] {
  const defect = globDefect(glob);
  return defect === undefined ? [] : [{ code: 'invalid-glob', at, message: `"${clip(glob)}" ${defect}.` }];
}

function clip(glob: string): string {
  return glob.length > 60 ? `${glob.slice(0, 60)}…` : glob;
}
