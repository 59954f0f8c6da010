import { editableText } from '../adapt/planText.ts';
import type { PlanProblemCode } from '../codes.ts';
import { placeAt } from '../document/find.ts';
import type { PlanDocument } from '../document/planDocument.ts';
import type { Problem } from '../problem.ts';
import type { Plan } from '../schema.ts';
import { addAgent, addDeadline, addMissing, addObjective, addSteps, addVerify, ownDeletion } from './addKey.ts';
import { dependOnEarlier, moveLater, splitByFiles, splitWave } from './order.ts';
import { isSafe } from './planEdit.ts';
import type { FixContext, Fixer, PlanFix } from './planFix.ts';
import { shareConstraint } from './shareConstraint.ts';

const fixers: Readonly<Partial<Record<PlanProblemCode, readonly Fixer[]>>> = {
  'missing-key': [addMissing],
  'no-objective': [addObjective],
  'no-verification': [addVerify],
  'step-count': [addSteps, splitByFiles],
  'no-agent': [addAgent],
  'no-deadline': [addDeadline],
  'deletion-outside-owns': [ownDeletion],
  'ownership-overlap': [moveLater],
  'dependency-order': [moveLater],
  'interface-order': [moveLater],
  'could-run-earlier': [dependOnEarlier],
  'shared-across-waves': [dependOnEarlier],
  'wave-size': [splitWave],
  'too-many-call-sites': [splitByFiles],
  'uneven-wave': [splitByFiles, moveLater],
};

/** What a person wants corrected. */
export interface FixRequest {
  readonly document: PlanDocument;
  /** The plan, when the text fits the format. */
  readonly plan: Plan | undefined;
  readonly files: readonly string[];
}

/** Corrections for a problem, the likeliest first. None of them loses a comment or makes the text worse to read. */
export function fixesFor(problem: Problem, request: FixRequest): readonly PlanFix[] {
  const context = contextOf(problem, request);
  if (context === undefined) return [];
  const { suggestion } = problem;
  const found = (fixers[problem.code as PlanProblemCode] ?? []).flatMap((fixer) => fixer(context));
  if (suggestion !== undefined && !(problem.code in fixers)) {
    found.unshift({
      title: `Change to "${suggestion}"`,
      edits: [{ start: problem.start, end: problem.end, text: suggestion }],
      preferred: true,
    });
  }
  return found.filter(({ edits }) => isSafe(request.document, edits));
}

/** Rearrangements that are offered wherever the cursor is at something they apply to. */
export function refactoringsAt(offset: number, request: FixRequest): readonly PlanFix[] {
  const context = contextOf({ start: offset, end: offset }, request);
  return context === undefined ? [] : shareConstraint(context).filter(({ edits }) => isSafe(request.document, edits));
}

function contextOf(
  { start, end, suggestion }: Pick<Problem, 'start' | 'end' | 'suggestion'>,
  { document, plan, files }: FixRequest,
): FixContext | undefined {
  const place = placeAt(document, start);
  if (place === undefined) return undefined;
  const text = editableText(document.source);
  return {
    text,
    plan: plan && { ...text, plan },
    path: place.path,
    span: { start, end },
    files,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}
