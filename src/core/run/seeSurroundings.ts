import { canonicalJson } from '../canonicalJson.ts';
import type { Command } from '../model/commands.ts';
import type { RunEvent } from '../model/events.ts';
import type { RunState } from '../model/state.ts';
import { noOthers } from '../queries/otherRuns.ts';

/** Keeps what was seen around the run, where it is not as it was: a journal does not repeat itself. */
export function seeSurroundings(
  {
    target,
    moved,
    review,
    room,
    budgets,
    likeTasks,
    otherRuns,
    waits,
  }: Extract<Command, { type: 'surroundings-seen' }>,
  state: RunState,
): { readonly events: readonly RunEvent[] } {
  const newTarget = target !== undefined && !same(target, state.target);
  const newMoved = moved !== undefined && !same(moved, state.moved ?? []);
  const newReview = review !== undefined && !same(review, state.planReview);
  const newRoom = room !== undefined && room !== state.room;
  const newBudgets = budgets !== undefined && !same(budgets, state.budgets ?? { uses: [] });
  const newLikeTasks = likeTasks !== undefined && !same(likeTasks, state.likeTasks);
  const newOthers = otherRuns !== undefined && !same(otherRuns, state.otherRuns ?? noOthers);
  const newWaits =
    waits !== undefined &&
    state.sessions[waits.session]?.status === 'ready' &&
    state.waits?.[waits.session] !== waits.why;
  if (!newTarget && !newMoved && !newReview && !newRoom && !newBudgets && !newLikeTasks && !newOthers && !newWaits)
    return { events: [] };
  const seen = {
    ...(newTarget && { target }),
    ...(newMoved && { moved }),
    ...(newReview && { review }),
    ...(newRoom && { room }),
    ...(newBudgets && { budgets }),
    ...(newLikeTasks && { likeTasks }),
    ...(newOthers && { otherRuns }),
    ...(newWaits && { waits }),
  };
  return { events: [{ type: 'surroundings-seen', ...seen }] };
}

function same(one: unknown, other: unknown): boolean {
  return other !== undefined && canonicalJson(one) === canonicalJson(other);
}
