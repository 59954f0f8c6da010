import type { PlanReview } from '../model/planReview.ts';
import { planReviewLines } from '../words/planReviewLines.ts';
import { lineOfGap } from './settleGap.ts';
import { reviewerTitle, summaryOf } from './summary.ts';

/** Gap as it is shown on a line of the plan. */
export interface ShownGap {
  readonly gap: number;
  /** Line of the text as it is now, counting from 1. */
  readonly line: number;
  readonly kind: string;
  readonly title: string;
  readonly detail: string;
  /** Names of those who found it. */
  readonly by: string;
  readonly edit?: { readonly find: string; readonly replace: string };
  /** Remarks on the edit: why it cannot be taken, or which other one it excludes. */
  readonly remarks: readonly string[];
}

/** The open gaps in the order of the lines. */
export function openGaps(review: PlanReview, source: string): readonly ShownGap[] {
  return review.gaps
    .filter(({ status }) => status === 'open')
    .map((each): ShownGap => {
      const { gap, kind, title, detail, by, edit, unusable, against } = each;
      return {
        gap,
        line: lineOfGap(review, each, source),
        kind,
        title,
        detail,
        by: by.map((subject) => reviewerTitle(review.reviewers, subject)).join(' and '),
        ...(edit === undefined ? {} : { edit }),
        remarks: [
          ...(unusable === undefined ? [] : [`It proposes an edit that cannot be taken: ${unusable}`]),
          ...(against === undefined ? [] : [`Gap ${against} changes the same words in another way.`]),
        ],
      };
    })
    .sort((one, other) => one.line - other.line);
}

/** Lines about the review as a whole; the open gaps are shown on their own lines. */
export function reviewAsAWhole(review: PlanReview, source: string): readonly string[] {
  const summary = summaryOf(review);
  if (summary === undefined) return [];
  const { open } = summary;
  return [
    ...planReviewLines({ ...summary, open: [] }, review.passes.at(-1)?.source === source ? summary.plan : ''),
    ...(open.length === 0
      ? []
      : [`Open: ${open.map(({ gap }) => gap).join(', ')}. A person signs off at the plan gate.`]),
  ];
}
