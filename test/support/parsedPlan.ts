import { parsePlan } from '../../src/core/planRules/check/parsePlan.ts';
import type { Plan } from '../../src/core/plan/schema/plan.ts';
import type { WorkspaceFacts } from '../../src/core/planRules/workspaceFacts.ts';
import { planText } from './simulatedRun.ts';
import { smallPlan } from './smallPlan.ts';
import type { SmallPlan, SmallTask } from './smallPlan.ts';

/** A plan as a text is read. It throws where the text does not fit the format; what a rule refuses is still a plan. */
export function parsedPlan(source: string = planText()): Plan {
  const { plan, problems } = parsePlan(source);
  if (plan === undefined) throw new Error(problems.map(({ message }) => message).join('\n'));
  return plan;
}

/** A small plan (see `smallPlan`) as it is read from its text. */
export function planOf(waves: readonly (readonly (string | SmallTask)[])[], rest: SmallPlan = {}): Plan {
  return parsedPlan(JSON.stringify(smallPlan(waves, rest)));
}

/** What a text is told, as people see it: code and message of each problem, in source order. */
export function problemsOf(source: string, facts: WorkspaceFacts = {}): readonly string[] {
  return parsePlan(source, facts).problems.map(({ code, message }) => `${code}: ${message}`);
}
