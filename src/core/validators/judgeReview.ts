import type { ReportedReview } from '../handoff/schema.ts';

/** Why a validator that calls itself done has not given a verdict that can be used; undefined when it has. */
export function reviewProblem(review: ReportedReview | undefined): string | undefined {
  if (review === undefined) return 'The validator ended without a verdict: its handoff has no "review".';
  const { verdict, findings } = review;
  if (verdict === 'changes' && findings.length === 0) {
    return 'The validator asks for changes and names none: its verdict is "changes", its list of findings empty.';
  }
  if (verdict === 'approve' && findings.some(({ severity }) => severity === 'blocker')) {
    return 'The validator contradicts itself: its verdict is "approve", and it names a blocker.';
  }
  return undefined;
}
