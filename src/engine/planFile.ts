import type { Assumed } from '../core/plan/assumed.ts';
import { parsePlan } from '../core/planRules/check/parsePlan.ts';
import { planHash, removedPlan } from '../core/plan/planHash.ts';
import type { Plan } from '../core/plan/schema/plan.ts';
import type { RunState } from '../core/model/state.ts';
import type { Digest } from '../ports/digest.ts';

/** The person's plan file as a run sees it. */
export interface PlanOnDisk {
  /** Hash of the plan's meaning; of its text, where that is no plan that could run; `removed` without a file. */
  readonly hash: string;
  /** Absent when the text is no plan that could run. */
  readonly plan?: Plan;
  /** Number of its errors. */
  readonly problems: number;
}

/** Texts that a run knows already are not parsed once more: a long plan takes a second. */
export function readPlanFile(
  source: string | undefined,
  { plan: known, edit, assumed }: Pick<RunState, 'plan' | 'edit' | 'assumed'>,
  digest: Digest,
): PlanOnDisk {
  if (source === undefined) return { hash: removedPlan, problems: 1 };
  if (source === known.source) return { hash: known.hash, plan: known.plan, problems: 0 };
  if (source === edit?.plan?.source) return { hash: edit.hash, plan: edit.plan.plan, problems: 0 };
  return parsedPlanFile(source, digest, known.file, assumed);
}

/**
 * The same for a text that no run knows.
 *
 * @param planFile where it lies in the repository, which no task may own
 * @param assumed values for what it leaves open
 */
export function parsedPlanFile(source: string, digest: Digest, planFile: string, assumed?: Assumed): PlanOnDisk {
  const { plan, problems } = parsePlan(source, { planFile, ...(assumed === undefined ? {} : { assumed }) });
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  if (plan === undefined || errors > 0) return { hash: digest.sha256(source), problems: Math.max(1, errors) };
  return { hash: planHash(plan, (text) => digest.sha256(text)), plan, problems: 0 };
}
