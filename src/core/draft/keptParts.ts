import { canonicalJson } from '../canonicalJson.ts';
import type { Plan } from '../plan/schema/plan.ts';

/** Settings that a person chose and no planner may change. */
const settled = [
  'agents',
  'gates',
  'budget',
  'validators',
  'worktree',
  'git',
  'commit',
  'ship',
  'thread',
  'limits',
  'repository',
  'executor',
  'archive',
  'remedy',
  'validateAhead',
  'precedence',
] as const satisfies readonly (keyof Plan)[];

/** Lists that a planner may add to, and take nothing from. */
const growing = ['constraints', 'principles', 'protected'] as const satisfies readonly (keyof Plan)[];

/**
 * Parts of a person's plan that a draft has changed although they are not a planner's to change, one sentence each.
 *
 * @param done ids of the waves that are on the run branch of a run of this plan, in order
 */
export function changedParts(before: Plan, draft: Plan, done: readonly string[] = []): readonly string[] {
  // Who verifies is a planner's to propose where nobody was named.
  const keys: readonly (keyof Plan)[] = before.verifier === undefined ? settled : [...settled, 'verifier'];
  const settings = keys.filter((key) => canonicalJson(before[key] ?? null) !== canonicalJson(draft[key] ?? null));
  const lists = growing.flatMap((key) => {
    const there = new Set<string>(draft[key]);
    return before[key]
      .filter((text) => !there.has(text))
      .map((text) => `"${key}" has lost "${text}". Keep it word for word.`);
  });
  const out = before.scope.out.filter((text) => !draft.scope.out.includes(text));
  const history = done.filter((id, index) => draft.waves[index]?.id !== id);
  return [
    ...settings.map((key) => `"${key}" is the person's to set, and the draft changes it. Leave it exactly as it was.`),
    ...lists,
    ...out.map((text) => `"scope.out" has lost "${text}". What is out of scope stays out.`),
    ...history.map((id) => `Wave "${id}" is committed already, so it has to stay where it is, as it is.`),
  ];
}
