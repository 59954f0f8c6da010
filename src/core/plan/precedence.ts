import type { Plan } from './schema/plan.ts';
import { sources } from './schema/vocabulary.ts';

const names = { plan: 'the plan', spec: 'the specification', issue: 'the issue' } as const;

/** Sources of what is to be made, the one that counts first where they disagree. */
export function precedenceOf({ precedence = [] }: Pick<Plan, 'precedence'>): readonly (typeof sources)[number][] {
  return [...precedence, ...sources.filter((source) => !precedence.includes(source))];
}

/**
 * `the plan, then the specification, then the issue`; undefined where the plan has no other source to disagree with.
 */
export function precedenceText(plan: Pick<Plan, 'precedence' | 'spec' | 'waves'>): string | undefined {
  const cites = plan.spec !== undefined || plan.waves.some(({ tasks }) => tasks.some(({ spec }) => spec.length > 0));
  if (!cites && plan.precedence === undefined) return undefined;
  return precedenceOf(plan)
    .map((source) => names[source])
    .join(', then ');
}
