import type { RunState } from '../model/state.ts';
import type { PlanReviewSummary } from '../model/planReview.ts';
import { passesText } from '../words/planReviewLines.ts';
import type { BudgetsSeen } from '../model/sharedBudget.ts';
import type { OtherRunsSeen } from '../model/otherRun.ts';
import { otherRunLines } from '../queries/otherRuns.ts';
import { sharedBudgetUsedUp } from '../queries/sharedBudgets.ts';
import { moveLine } from '../words/boardSurroundings.ts';
import { count } from '../words/labels.ts';
import { sessionTitle } from './sessionWords.ts';
import type { EventWords, EventOf } from './eventText.ts';

/** Words of a review of the plan. */
export function reviewWords(review: PlanReviewSummary): EventWords {
  const open = review.open.length === 0 ? '' : ` ${count(review.open.length, 'gap')} open.`;
  return { text: 'The plan was read by reviewers', detail: `${passesText(review)}${open}` };
}

/** Words only where nothing is left of a budget: how much is left is shown at the launch gate. */
export function budgetWords(budgets: BudgetsSeen): EventWords | undefined {
  const held = sharedBudgetUsedUp(budgets, budgets.uses.flatMap(({ agent }) => agent ?? []).concat('any'));
  return held === undefined ? undefined : { text: 'No further agents are started for now', detail: held };
}

/** Words of a session that waits, and what it waits for. */
export function waitsWords(
  { session, why }: { readonly session: string; readonly why: string },
  state: RunState,
): EventWords {
  const waiting = state.sessions[session];
  return { text: waiting === undefined ? session : sessionTitle(state, waiting), detail: why };
}

/** Words only where another run has been launched: the others are shown at the launch gate. */
export function otherRunWords(otherRuns: OtherRunsSeen): EventWords | undefined {
  const runs = otherRuns.runs.filter(({ launched }) => launched);
  if (runs.length === 0) return undefined;
  return { text: 'Another run may change the same files', detail: otherRunLines({ otherRuns: { runs } }).join('; ') };
}

/** The place where shipping would go is shown at its gate. */
export function movedWords({ moved = [] }: EventOf<'surroundings-seen'>): EventWords | undefined {
  const [text, ...more] = moved.map(moveLine);
  return text === undefined ? undefined : { text, ...(more.length > 0 && { detail: more.join(' ') }) };
}
