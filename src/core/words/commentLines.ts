import { commentPlace } from '../model/reviewComment.ts';
import { commentFindings } from '../queries/reviewComments.ts';
import type { CommentFinding } from '../model/reviewComment.ts';
import { forgeName } from '../queries/forge.ts';
import type { RunState } from '../model/state.ts';

/** Comments of the pull request for its merge gate and the report, a line each, with what became of them. */
export function commentLines(state: RunState): readonly string[] {
  const { comments } = state;
  const all = commentFindings(state);
  if (comments === undefined && all.length === 0) return [];
  const { omitted = 0, unread } = comments ?? {};
  return [
    ...all.map((finding) => commentLine(state, finding)),
    ...(omitted === 0 ? [] : [`${omitted} more at ${forgeName(state)} are not read: look at them there`]),
    ...(unread === undefined ? [] : [`Not read: ${unread}`]),
    ...(all.length === 0 && unread === undefined ? ['none that waits for an answer'] : []),
  ];
}

function commentLine(state: RunState, finding: CommentFinding): string {
  const { id, title, comment } = finding;
  const role = comment.association === undefined ? '' : ` (${comment.association.toLowerCase().replaceAll('_', ' ')})`;
  return `${id}, ${commentPlace(finding)}${role}: “${title}”. ${fate(state, finding)}`;
}

function fate(state: RunState, { triage, status, comment: { answer, posted }, history = [] }: CommentFinding): string {
  const last = history.at(-1)?.what ?? '';
  const said = answer === undefined ? '' : ` ${answerText(state, answer, posted)}`;
  if (status === 'fixed') return `${capital(last)}.${said}`;
  if (triage === undefined) return 'Not answered yet.';
  return triage === 'in' ? 'Marked in scope; no wave has answered it yet.' : `Marked ${triage}.${said}`;
}

function answerText(state: RunState, answer: string, posted: CommentFinding['comment']['posted']): string {
  const quoted = `“${answer.replace(/\s+/g, ' ').trim()}”`;
  if (posted === true) return `Posted: ${quoted}`;
  if (posted !== undefined) return `Not posted (${posted.why}); post it by hand: ${quoted}`;
  return state.plan.plan.ship.comments.answers === 'post' ? `Is posted: ${quoted}` : `To be posted by you: ${quoted}`;
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
