import type { PlanProblemCode } from '../planText/codes.ts';
import type { Problem } from '../planText/problem.ts';
import type { PlanFix } from './planFix.ts';
import { rewritten } from './rewritten.ts';

/** Problems that have one cause, so that who corrects one wants all of them corrected; and what that does. */
const together: Readonly<Partial<Record<PlanProblemCode, string>>> = {
  'relative-to-plan': 'Write all paths and commands from the repository root',
};

/**
 * Corrects all problems of a code at once, where they have one cause.
 *
 * @param problems all problems of the text
 * @returns undefined when there is only one, or they are not of that kind
 */
export function correctTogether(code: string, problems: readonly Problem[], source: string): PlanFix | undefined {
  const title = together[code as PlanProblemCode];
  if (title === undefined) return undefined;
  const edits = problems.flatMap(({ code: own, start, end, suggestion }) => {
    const text = own === code && suggestion !== undefined ? rewritten(source.slice(start, end), suggestion) : undefined;
    return text === undefined ? [] : [{ start, end, text }];
  });
  return edits.length < 2 ? undefined : { title: `${title} (${edits.length})`, edits };
}
