import { inPlan } from '../remark.ts';
import type { Remark, RemarkPlace } from '../remark.ts';
import type { PlanRule, RuleTask } from '../rule.ts';

/** An id names one thing. Case does not tell two apart, since branches and folders are made of ids. */
export const duplicateId: PlanRule = {
  reads: ['acceptance'],
  readsOfPlan: ['findings', 'audit'],
  check: ({ plan, waves, tasks }) => [
    ...repeated(
      'wave',
      waves.map(({ id }) => id),
      (index) => inPlan('waves', index, 'id'),
    ),
    ...repeated(
      'task',
      tasks.map(({ task }) => task.id),
      (index) => inPlan('waves', tasks[index]?.waveIndex ?? 0, 'tasks', tasks[index]?.taskIndex ?? 0, 'id'),
    ),
    ...repeatedCriteria(tasks),
    ...repeated(
      'finding',
      plan.findings.map(({ id }) => id),
      (index) => inPlan('findings', index, 'id'),
    ),
    ...repeated(
      'audit lens',
      plan.audit.lenses.map(({ id }) => id),
      (index) => inPlan('audit', 'lenses', index, 'id'),
    ),
  ],
};

/** A criterion is reported by its id, whichever task it belongs to. */
function repeatedCriteria(tasks: readonly RuleTask[]): readonly Remark[] {
  const all = tasks.flatMap(({ task, waveIndex, taskIndex }) =>
    task.acceptance.map(({ id }, index) => ({
      id,
      path: ['waves', waveIndex, 'tasks', taskIndex, 'acceptance', index],
    })),
  );
  return repeated(
    'acceptance criterion',
    all.map(({ id }) => id),
    (index) => inPlan(...(all[index]?.path ?? []), 'id'),
  );
}

/** @param ids in plan order; an empty one is an id that could not be made out */
function repeated(what: string, ids: readonly string[], placeOf: (index: number) => RemarkPlace): readonly Remark[] {
  const first = new Map<string, number>();
  const remarks: Remark[] = [];
  for (const [index, id] of ids.entries()) {
    if (id === '') continue;
    const earlier = first.get(id.toLowerCase());
    if (earlier === undefined) {
      first.set(id.toLowerCase(), index);
      continue;
    }
    remarks.push({
      code: 'duplicate-id',
      at: placeOf(index),
      message: `Another ${what} is called "${id}" too. Give each its own id, also beyond upper and lower case.`,
      related: [{ message: `The first ${what} of this id`, at: placeOf(earlier) }],
    });
  }
  return remarks;
}
