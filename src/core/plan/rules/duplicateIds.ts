import { problem } from '../codes.ts';
import type { Path } from '../locate.ts';
import { placedTasks } from '../lookup.ts';
import type { Problem } from '../problem.ts';
import type { PlanContext, Rule } from '../rule.ts';

/** An id names one thing. Case does not tell two apart, since branches and folders are made of ids. */
export const duplicateIds: Rule = (context) => {
  const { plan } = context;
  return [
    ...repeated(
      context,
      'wave',
      plan.waves.map(({ id }, index) => ({ id, path: ['waves', index, 'id'] })),
    ),
    ...repeated(
      context,
      'task',
      placedTasks(plan).map(({ task, waveIndex, taskIndex }) => ({
        id: task.id,
        path: ['waves', waveIndex, 'tasks', taskIndex, 'id'],
      })),
    ),
    ...repeated(
      context,
      'finding',
      plan.findings.map(({ id }, index) => ({ id, path: ['findings', index, 'id'] })),
    ),
    ...repeated(
      context,
      'audit lens',
      plan.audit.lenses.map(({ id }, index) => ({ id, path: ['audit', 'lenses', index, 'id'] })),
    ),
  ];
};

function repeated(
  { locate }: PlanContext,
  what: string,
  entries: readonly { readonly id: string; readonly path: Path }[],
): Problem[] {
  const first = new Map<string, Path>();
  const problems: Problem[] = [];
  for (const { id, path } of entries) {
    const earlier = first.get(id.toLowerCase());
    if (earlier === undefined) {
      first.set(id.toLowerCase(), path);
      continue;
    }
    problems.push(
      problem(
        'duplicate-id',
        locate(path),
        `Another ${what} is called "${id}" too. Give each its own id, also beyond upper and lower case.`,
        {
          related: [{ message: `The first ${what} of this id`, ...locate(earlier) }],
        },
      ),
    );
  }
  return problems;
}
