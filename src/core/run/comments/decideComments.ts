import { canonicalJson } from '../../canonicalJson.ts';
import type { Command, Decided } from '../../model/commands.ts';
import { commentFindings } from '../../queries/reviewComments.ts';
import type { RunState } from '../../model/state.ts';
import { boundedComments } from './boundedComments.ts';

/** Keeps the comments of the pull request where they are not as they were read last. */
export function readComments({ read }: Extract<Command, { type: 'comments-read' }>, state: RunState): Decided {
  if (state.phase !== 'ship') return { events: [] };
  const bounded = boundedComments(read);
  const before = state.comments ?? { comments: [] };
  // Those of the time before are still the last that is known.
  const known = bounded.unread === undefined ? bounded : { ...before, unread: bounded.unread };
  return canonicalJson(known) === canonicalJson(before)
    ? { events: [] }
    : { events: [{ type: 'comments-read', read: known }] };
}

/** Notes what became of an answer, unless another one has taken its place meanwhile. */
export function commentAnswered(
  { finding: id, answer, why }: Extract<Command, { type: 'comment-answered' }>,
  state: RunState,
): Decided {
  const comment = commentFindings(state).find((finding) => finding.id === id)?.comment;
  if (comment?.answer !== answer || comment.posted !== undefined) return { events: [] };
  return { events: [{ type: 'comment-answered', finding: id, answer, ...(why === undefined ? {} : { why }) }] };
}
