import type { PlanReviewSummary } from '../model/planReview.ts';
import { count } from './labels.ts';

/** A readiness pass in lines: what each reviewer says, how the number of new gaps has gone, and what is open. */
export function planReviewLines(review: PlanReviewSummary, shown: string): readonly string[] {
  const { opinions, open, dismissed, taken, plan } = review;
  const [first] = opinions;
  const differ = opinions.some(
    ({ ready }) => ready !== undefined && first?.ready !== undefined && ready !== first.ready,
  );
  return [
    ...opinions.map(({ reviewer, score, ready, summary, failed }) =>
      failed === undefined
        ? `${reviewer}: ${score ?? 0} of 10, ${ready === true ? 'would begin with it' : 'would not begin with it as it is'}. ${summary}`
        : `${reviewer} has given no review: ${failed}`,
    ),
    ...opinions.flatMap(({ reviewer, solid = [] }) =>
      solid.length === 0 ? [] : [`Solid, says ${reviewer}: ${solid.join('; ')}`],
    ),
    ...(differ ? ['The reviewers contradict each other: read both before you decide.'] : []),
    passesText(review),
    ...(plan === shown ? [] : ['The plan has changed since the last pass.']),
    ...open.map(
      ({ gap, kind, title, line }) => `Open: ${gap}, ${kind}: ${title} (line ${line} of the text that was read)`,
    ),
    ...dismissed.map(({ gap, title, why = '', who = '' }) => `Dismissed: ${gap}, ${title}: ${why} (${who})`),
    ...(taken === 0 ? [] : [`${count(taken, 'edit')} of theirs taken`]),
  ];
}

/** `New gaps in each pass: 7, 3, 0. It has stabilised.` */
export function passesText({ fresh, stabilised }: Pick<PlanReviewSummary, 'fresh' | 'stabilised'>): string {
  const passes = `New gaps in ${fresh.length === 1 ? 'the first pass' : 'each pass'}: ${fresh.join(', ')}.`;
  return `${passes} ${stabilised ? 'It has stabilised.' : 'It has not stabilised: the reviewers can look again.'}`;
}
