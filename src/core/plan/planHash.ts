import { canonicalJson } from '../canonicalJson.ts';
import type { Plan } from './schema/plan.ts';

/** Stands for the hash of a plan file that is not in the checkout. */
export const removedPlan = 'removed';

/**
 * Hash of a plan's meaning: what its text says, defaults filled in, and not how it is laid out. Comments, quotes, line
 * ends, blank lines, the order of keys and a value that is its default anyway make no difference.
 *
 * @param sha256 lower-case hex SHA-256 of a UTF-8 text
 */
export function planHash(plan: Plan, sha256: (text: string) => string): string {
  const { agents, checkpoint } = plan;
  // The first agent is the default one, and checks run in their order.
  const order = { agents: Object.keys(agents), checks: Object.keys(checkpoint.checks) };
  return sha256(canonicalJson({ plan, order }));
}
