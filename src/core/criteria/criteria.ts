import { own } from '../../util/records.ts';
import type { Plan, PlanTask } from '../plan/schema/plan.ts';
import { criteriaIn, specReferences } from './specSections.ts';
import type { SpecTexts } from './specSections.ts';

/** Statements about a task's work that could be shown to be false. */
export interface Criterion {
  readonly id: string;
  readonly text: string;
  /** Names or files of the tests that show it. */
  readonly tests: readonly string[];
}

/**
 * Acceptance criteria of a task: its own, and those of the sections of the specification that it cites. One that both
 * have is the task's, with the text of the specification where the task gives none of its own.
 *
 * @param specs sections that were read; without them the task's own criteria are all there are
 */
export function criteriaOf(
  plan: Pick<Plan, 'spec'>,
  task: Pick<PlanTask, 'acceptance' | 'spec'>,
  specs: SpecTexts = {},
): readonly Criterion[] {
  const all = new Map(task.acceptance.map(({ id, text, tests }) => [id, { id, text: text ?? '', tests }]));
  const cited = specReferences(plan, task.spec).flatMap((reference) => criteriaIn(own(specs, reference) ?? ''));
  for (const { id, text } of cited) {
    const known = all.get(id);
    if (known === undefined) all.set(id, { id, text, tests: [] });
    else if (known.text === '') all.set(id, { ...known, text });
  }
  return [...all.values()];
}
