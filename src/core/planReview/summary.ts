import type { PlanReview, PlanReviewSummary } from '../model/planReview.ts';
import { hasStabilised } from './foldPass.ts';

/** Summary of a review that a run keeps; undefined before its first pass. */
export function summaryOf(review: PlanReview): PlanReviewSummary | undefined {
  const { passes, gaps, reviewers } = review;
  const last = passes.at(-1);
  if (last === undefined) return undefined;
  return {
    plan: last.plan,
    fresh: passes.map(({ fresh }) => fresh),
    stabilised: hasStabilised(review),
    opinions: last.opinions.map(({ subject, solid, ...opinion }) => ({
      ...opinion,
      ...(solid.length === 0 ? {} : { solid }),
      reviewer: reviewerTitle(reviewers, subject),
    })),
    open: gaps
      .filter(({ status }) => status === 'open')
      .map(({ gap, kind, title, line }) => ({ gap, kind, title, line })),
    dismissed: gaps
      .filter(({ status }) => status === 'dismissed')
      .map(({ gap, title, why = '', who = '' }) => ({ gap, title, why, who })),
    taken: gaps.filter(({ status }) => status === 'taken').length,
  };
}

/** Name of a reviewer for people: `Reviewer 1 (claude)`. */
export function reviewerTitle(reviewers: PlanReview['reviewers'], subject: string): string {
  const index = reviewers.findIndex((reviewer) => reviewer.subject === subject);
  return index < 0 ? subject : `Reviewer ${index + 1} (${reviewers[index]?.agent ?? ''})`;
}
