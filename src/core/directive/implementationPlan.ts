import type { ImplementationPlan } from '../model/finding.ts';
import { entry } from './contain.ts';

/** Section of a directive with the implementation plan that a person has read, and what they say of it. */
export function planSection(
  plan: ImplementationPlan,
  { who, comment }: { readonly who: string; readonly comment: string },
): string {
  const parts: readonly (readonly [string, readonly string[]])[] = [
    ['Files', plan.touches],
    ['Steps', plan.steps],
    ['Needed', plan.needs],
    ['Contradictions', plan.contradictions],
    ['Risks', plan.risks],
  ];
  return [
    '## Your implementation plan',
    '',
    'This is how the task was laid out before anything was changed. A person has read it. Carry it out, within the files you own; where you find that it cannot work, say so in `deviations`.',
    '',
    ...parts.flatMap(([title, lines]) =>
      lines.length === 0 ? [] : [`${title}:`, '', ...lines.map((text) => entry('-', text)), ''],
    ),
    ...(comment.trim() === '' || comment.trim().toLowerCase() === 'ok'
      ? []
      : [
          `What ${who === '' ? 'they say' : `${who} says`} of it, which comes before the plan:`,
          '',
          entry('-', comment),
          '',
        ]),
  ].join('\n');
}
