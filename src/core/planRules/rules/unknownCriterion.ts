import { own } from '../../../util/records.ts';
import { nearest } from '../../../util/nearest.ts';
import { criteriaOf } from '../../criteria/criteria.ts';
import { fileOfReference, sectionOf, specReferences } from '../../criteria/specSections.ts';
import type { SpecTexts } from '../../criteria/specSections.ts';
import type { Plan } from '../../plan/schema/plan.ts';
import { inPlan } from '../remark.ts';
import type { Remark } from '../remark.ts';
import type { PlanRule, RuleTask } from '../rule.ts';

/** The criteria that a finding says are not met are those of a task. */
export const unknownCriterion: PlanRule = {
  reads: ['acceptance', 'spec'],
  readsOfPlan: ['findings', 'spec'],
  check({ plan, tasks, repository: { facts } }) {
    const cites = tasks.some(({ task }) => task.spec.length > 0);
    // Without the repository at hand, the specification may have it.
    if (cites && facts.specs === undefined) return [];
    const known = knownCriteria(plan, tasks, facts.specs ?? {});
    return plan.findings.flatMap(({ criteria = [] }, finding) =>
      criteria.flatMap((id, index): Remark[] => {
        if (known.includes(id)) return [];
        const meant = nearest(id, known);
        return [
          {
            code: 'unknown-criterion',
            at: inPlan('findings', finding, 'criteria', index),
            message: `No task has an acceptance criterion "${id}".${meant === undefined ? '' : ` Did you mean "${meant}"?`}`,
            ...(meant === undefined ? {} : { suggestion: meant }),
          },
        ];
      }),
    );
  },
};

function knownCriteria(plan: Pick<Plan, 'spec'>, tasks: readonly RuleTask[], files: SpecTexts): readonly string[] {
  return tasks.flatMap(({ task }) => {
    const references = specReferences(plan, task.spec);
    const sections: Readonly<Record<string, string>> = Object.fromEntries(
      references.map((each) => [each, sectionOf(own(files, fileOfReference(each)) ?? '', each) ?? '']),
    );
    return criteriaOf(plan, task, sections).map(({ id }) => id);
  });
}
