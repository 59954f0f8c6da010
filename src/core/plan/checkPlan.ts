import type { Problem } from './problem.ts';
import type { PlanContext, Rule } from './rule.ts';
import { declaredDeletions } from './rules/declaredDeletions.ts';
import { dependencyCycle } from './rules/dependencyCycle.ts';
import { dependencyOrder } from './rules/dependencyOrder.ts';
import { duplicateIds } from './rules/duplicateIds.ts';
import { interfaceOrder } from './rules/interfaceOrder.ts';
import { invalidGlobs } from './rules/invalidGlobs.ts';
import { knownNames } from './rules/knownNames.ts';
import { ownershipOverlap } from './rules/ownershipOverlap.ts';
import { protectedFiles } from './rules/protectedFiles.ts';
import { readOnlyAgents } from './rules/readOnlyAgents.ts';
import { reservedIds } from './rules/reservedIds.ts';
import { stepCount } from './rules/stepCount.ts';
import { vagueWording } from './rules/vagueWording.ts';
import { verification } from './rules/verification.ts';
import { waveSize } from './rules/waveSize.ts';

const rules: readonly Rule[] = [
  duplicateIds,
  reservedIds,
  dependencyOrder,
  dependencyCycle,
  interfaceOrder,
  invalidGlobs,
  ownershipOverlap,
  protectedFiles,
  declaredDeletions,
  knownNames,
  readOnlyAgents,
  stepCount,
  verification,
  vagueWording,
  waveSize,
];

/** All problems that a plan which fits the schema still has. */
export function checkPlan(context: PlanContext): Problem[] {
  return rules.flatMap((rule) => rule(context));
}
