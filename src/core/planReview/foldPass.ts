import type { PassOpinion, PlanGap, PlanPass, PlanReview, PlanReviewer, PlanTextEdit } from '../model/planReview.ts';
import type { ReportedGap, ReportedPlanReview } from '../model/reportedPlanReview.ts';
import { isSameFinding } from '../validators/mergeFindings.ts';
import { editPlan, placeOfEdit } from './gapEdit.ts';
import type { CheckText } from './gapEdit.ts';

/** Answer of one reviewer in a pass, and what its conversation is known by. */
export interface PassReport extends Pick<PlanReviewer, 'subject' | 'conversation' | 'used' | 'directive' | 'handoff'> {
  readonly summary: string;
  readonly review?: ReportedPlanReview;
  /** Why there is no review, as a sentence. */
  readonly failed?: string;
  /** Changes outside its worktree meanwhile that nothing attributes to it, one line each. */
  readonly outside?: readonly string[];
}

/**
 * Adds a pass to a review. A gap that was known before is not new, whoever finds it; one that a person has dismissed stays
 * dismissed. A gap closes when all who found it say so of a plan that has changed since.
 *
 * @param check everything the language server would say of a plan text
 */
export function foldPass(
  review: PlanReview,
  pass: Omit<PlanPass, 'opinions' | 'fresh'>,
  reports: readonly PassReport[],
  check: CheckText,
): PlanReview {
  const number = review.passes.length + 1;
  const gaps = review.gaps.map((gap) => closed(gap, review, pass, reports));
  const known = gaps.length;
  for (const { subject, review: reported } of reports) {
    for (const found of reported?.gaps ?? []) addGap(gaps, found, { subject, number, source: pass.source, check });
  }
  const opinions = reports.map(({ subject, summary, review: reported, failed }): PassOpinion => ({
    subject,
    summary,
    solid: reported?.solid ?? [],
    ...(reported === undefined ? {} : { score: reported.score, ready: reported.ready }),
    ...(failed === undefined ? {} : { failed }),
  }));
  return {
    ...review,
    reviewers: review.reviewers.map((reviewer) => {
      const { conversation, used, directive, handoff } =
        reports.find(({ subject, failed }) => subject === reviewer.subject && failed === undefined) ?? reviewer;
      return {
        ...reviewer,
        ...(conversation === undefined ? {} : { conversation }),
        ...(used === undefined ? {} : { used }),
        ...(directive === undefined ? {} : { directive }),
        ...(handoff === undefined ? {} : { handoff }),
      };
    }),
    passes: [...review.passes, { ...pass, opinions, fresh: gaps.length - known }],
    gaps: withContradictions(gaps, pass.source),
  };
}

/** Whether the last pass was complete and found nothing new. */
export function hasStabilised({ passes }: Pick<PlanReview, 'passes'>): boolean {
  const last = passes.at(-1);
  return last?.fresh === 0 && last.opinions.every(({ failed }) => failed === undefined);
}

function closed(
  gap: PlanGap,
  { passes }: PlanReview,
  { plan }: Pick<PlanPass, 'plan'>,
  reports: readonly PassReport[],
): PlanGap {
  if (gap.status !== 'open' || passes[gap.pass - 1]?.plan === plan) return gap;
  const saysFixed = (subject: string): boolean =>
    reports
      .find((report) => report.subject === subject)
      ?.review?.earlier.some((each) => each.gap === gap.gap && each.status === 'fixed') === true;
  return gap.by.every(saysFixed) ? { ...gap, status: 'closed' } : gap;
}

interface Finding {
  readonly subject: string;
  readonly number: number;
  readonly source: string;
  readonly check: CheckText;
}

function addGap(gaps: PlanGap[], found: ReportedGap, { subject, number, source, check }: Finding): void {
  const index = gaps.findIndex((gap) => isSameGap(gap, found, subject, number));
  const same = gaps[index];
  if (same !== undefined) {
    gaps[index] = { ...same, by: [...new Set([...same.by, subject])] };
    return;
  }
  const { kind, line, title, detail } = found;
  const { find, replace } = withoutOuterLines(found);
  const proposed = find.trim() !== '';
  const edited = proposed ? editPlan(source, { find, replace }, check) : undefined;
  const placed = proposed ? placeOfEdit(source, { find, replace }) : undefined;
  gaps.push({
    gap: gaps.length + 1,
    pass: number,
    by: [subject],
    kind,
    line:
      placed !== undefined && 'start' in placed
        ? lineAt(source, placed.start)
        : Math.min(line, source.trimEnd().split('\n').length),
    title,
    detail,
    ...(edited !== undefined && 'source' in edited ? { edit: { find, replace } } : {}),
    ...(edited !== undefined && 'problem' in edited ? { unusable: edited.problem } : {}),
    status: 'open',
  });
}

/** Line ends around what is quoted belong to the quotation, not to the plan. */
function withoutOuterLines({ find, replace }: ReportedGap): PlanTextEdit {
  const bare = (text: string): string => text.replace(/\r\n?/g, '\n').replace(/^\n+|\n+$/g, '');
  return { find: bare(find), replace: bare(replace) };
}

/** A gap that was taken or closed and is found once more has not been closed by that. Two edits that differ are two gaps. */
function isSameGap(gap: PlanGap, found: ReportedGap, subject: string, number: number): boolean {
  if (gap.status !== 'open' && gap.status !== 'dismissed') return false;
  if (!isSameFinding({ file: '', title: gap.title }, { file: '', title: found.title })) return false;
  const { find, replace } = withoutOuterLines(found);
  const bothEdit = gap.edit !== undefined && find.trim() !== '';
  const differ = bothEdit && (gap.edit.find !== find || gap.edit.replace !== replace);
  return !(differ && gap.pass === number && !gap.by.includes(subject));
}

/** Marks edits of different reviewers that change the same words in different ways: a person takes one of them at most. */
function withContradictions(gaps: readonly PlanGap[], source: string): readonly PlanGap[] {
  const placed = gaps.flatMap((gap) => {
    const at = gap.status === 'open' && gap.edit !== undefined ? placeOfEdit(source, gap.edit) : undefined;
    return at !== undefined && 'start' in at ? [{ gap, ...at }] : [];
  });
  return gaps.map((gap) => {
    const own = placed.find((each) => each.gap === gap);
    const other = placed.find(
      (each) =>
        own !== undefined &&
        each !== own &&
        each.start < own.end &&
        own.start < each.end &&
        (each.gap.edit?.find !== gap.edit?.find || each.gap.edit?.replace !== gap.edit?.replace),
    );
    const { against: _before, ...rest } = gap;
    return other === undefined ? rest : { ...rest, against: other.gap.gap };
  });
}

function lineAt(source: string, offset: number): number {
  return source.slice(0, offset).split('\n').length;
}
