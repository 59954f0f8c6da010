import { referenceProblem } from '../../criteria/citedSections.ts';
import { fileOfReference, specReferences } from '../../criteria/specSections.ts';
import { inPlan } from '../remark.ts';
import type { PlanRule } from '../rule.ts';

/** A section that a task cites is there, or its directive could not be written. */
export const unknownSection: PlanRule = {
  reads: ['spec'],
  readsOfPlan: ['spec'],
  check: ({ plan, tasks, repository: { facts } }) =>
    tasks.flatMap(({ task, waveIndex, taskIndex }) =>
      specReferences(plan, task.spec).flatMap((reference, index) => {
        // Without the repository at hand, only what no repository could make right is known.
        if (facts.specs === undefined && fileOfReference(reference) !== '') return [];
        const message = referenceProblem(reference, facts.specs ?? {});
        const at = inPlan('waves', waveIndex, 'tasks', taskIndex, 'spec', index);
        return message === undefined ? [] : [{ code: 'unknown-section' as const, at, message }];
      }),
    ),
};
