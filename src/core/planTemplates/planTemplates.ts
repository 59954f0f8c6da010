import { featurePlan } from './featurePlan.ts';
import { metaPlan } from './metaPlan.ts';
import { migrationPlan } from './migrationPlan.ts';
import { smallPlan } from './smallPlan.ts';
import type { Surroundings } from './surroundings.ts';

/** A plan to start from. */
export interface PlanTemplate {
  readonly title: string;
  /** When to choose it. */
  readonly detail: string;
  /**
   * The text of the plan; complete, with comments that say what to replace.
   * @param surroundings the repository it is for: its folders, commands and agent
   */
  text(planTitle: string, surroundings: Surroundings): string;
}

/** Templates by how much they are for, the smallest first. */
export const planTemplates: readonly PlanTemplate[] = [
  {
    title: 'Small change',
    detail: 'One wave with one task: enough for an afternoon',
    text: smallPlan,
  },
  {
    title: 'Feature',
    detail: 'An interface first, then what uses it in parallel, then its documentation',
    text: featurePlan,
  },
  {
    title: 'Migration over more than 100 files',
    detail: 'Audit, foundation, the files in parallel parts, a wave for repairs, removal of the old way',
    text: migrationPlan,
  },
  {
    title: 'Meta-plan, to production',
    detail: 'Teams, definition of done, audit, waves, two validators, gates with deadlines and a way back',
    text: metaPlan,
  },
];
