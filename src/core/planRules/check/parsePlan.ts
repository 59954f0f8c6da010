import { checkPlan, repositoryOf } from './checkPlan.ts';
import { openPlan } from '../../planText/document/planDocument.ts';
import type { WorkspaceFacts } from '../workspaceFacts.ts';
import type { ParsedPlan } from '../../planText/problem.ts';

/**
 * Reads a plan text and tells everything that is wrong with it, in source order. Total: any text gives an answer, within
 * bounded time. `plan` is there when the text fits the format, even if a rule refuses it (severity `error`).
 *
 * @param facts what is known of the repository; rules that need more than that say nothing
 */
export function parsePlan(source: string, facts: WorkspaceFacts = {}): ParsedPlan {
  return checkPlan(openPlan(source), repositoryOf(facts));
}
