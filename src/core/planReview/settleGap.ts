import type { PlanGap, PlanReview } from '../model/planReview.ts';
import { placeLine } from '../words/linePlace.ts';
import { editPlan, placeOfEdit } from './gapEdit.ts';
import type { CheckText } from './gapEdit.ts';

/** A review after a person has decided about a gap, with the plan text where that changes it; or why it cannot be. */
export type Settled = { readonly review: PlanReview; readonly source: string } | { readonly problem: string };

/**
 * Takes the edit of an open gap into the plan.
 * @param source text of the plan as it is now
 */
export function takeGap(review: PlanReview, number: number, source: string, check: CheckText): Settled {
  const gap = openGap(review, number);
  if ('problem' in gap) return gap;
  if (gap.edit === undefined) {
    const why = gap.unusable === undefined ? '' : ` ${gap.unusable}`;
    return {
      problem: `Gap ${number} has no edit to take.${why} Edit the plan by hand, or dismiss the gap with a reason.`,
    };
  }
  const edited = editPlan(source, gap.edit, check);
  if ('problem' in edited) {
    return {
      problem: `The edit of gap ${number} cannot be made: ${edited.problem} Edit the plan by hand, or look again.`,
    };
  }
  return { review: changed(review, { ...gap, status: 'taken' }), source: edited.source };
}

/** Dismisses an open gap. @param why the person's reason, which is needed */
export function dismissGap(review: PlanReview, number: number, why: string, who: string): PlanReview | Problem {
  const gap = openGap(review, number);
  if ('problem' in gap) return gap;
  if (why.trim() === '') {
    return { problem: `Say why gap ${number} is dismissed: the reason is shown where the plan is approved.` };
  }
  return changed(review, { ...gap, status: 'dismissed', why: why.trim(), who });
}

interface Problem {
  readonly problem: string;
}

/** Line of a gap in the text as it is now, counting from 1. */
export function lineOfGap(
  { passes }: Pick<PlanReview, 'passes'>,
  { pass, line, edit }: PlanGap,
  source: string,
): number {
  const placed = edit === undefined ? undefined : placeOfEdit(source, edit);
  if (placed !== undefined && 'start' in placed) return source.slice(0, placed.start).split('\n').length;
  const before = passes[pass - 1]?.source;
  return before === undefined ? line : placeLine(before, source, line).line;
}

function openGap({ gaps }: PlanReview, number: number): PlanGap | Problem {
  const gap = gaps.find((each) => each.gap === number);
  const open = gaps.filter(({ status }) => status === 'open').map((each) => each.gap);
  const which = open.length === 0 ? 'None is open.' : `Open: ${open.join(', ')}.`;
  if (gap === undefined) return { problem: `The review has no gap ${number}. ${which}` };
  return gap.status === 'open' ? gap : { problem: `Gap ${number} is ${gap.status} already. ${which}` };
}

/** A gap that is settled no longer excludes another. */
function changed(review: PlanReview, gap: PlanGap): PlanReview {
  const gaps = review.gaps.map((each): PlanGap => {
    const { against, ...rest } = each.gap === gap.gap ? gap : each;
    return against === undefined || against === gap.gap ? rest : { ...rest, against };
  });
  return { ...review, gaps };
}
