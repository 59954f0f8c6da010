import type { ReportedReview } from '../handoff/schema.ts';
import type { Review } from '../model/finding.ts';

/** Why the verdict of a validator on tasks ahead rests on nothing; undefined when something it cites is there. */
export function groundsProblem({ cites = [], findings }: Pick<Review, 'cites' | 'findings'>): string | undefined {
  const named = [...cites, ...findings];
  if (named.length === 0) return 'The verdict cites nothing that it rests on, so it cannot be looked up.';
  if (named.some(({ citation }) => citation === 'verified')) return undefined;
  const places = named.slice(0, 3).map(({ file, line }) => `${file}:${line}`);
  return `The verdict cites only places that do not exist: ${places.join(', ')}.`;
}

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
