import type { ForgeRef } from '../model/forge.ts';
import type { ValidatorFinding } from '../model/finding.ts';
import { isComment } from '../model/reviewComment.ts';
import type { CommentFinding } from '../model/reviewComment.ts';
import type { RunState } from '../model/state.ts';
import { forgeOf, openPullRequest } from './forge.ts';
import { openStack } from './stack.ts';

/** All of the run, oldest first. */
export function commentFindings({ lastFindings }: Pick<RunState, 'lastFindings'>): readonly CommentFinding[] {
  return lastFindings.filter((finding) => isComment(finding));
}

/** Those that keep the pull request from being merged: without a mark, or marked in scope and answered by no wave yet. */
export function unansweredComments(state: Pick<RunState, 'lastFindings'>): readonly CommentFinding[] {
  return commentFindings(state).filter(
    ({ status, triage }) => status !== 'fixed' && (triage === undefined || triage === 'in'),
  );
}

/** Those that a wave is to answer by a change. */
export function commentsToFix(findings: readonly ValidatorFinding[]): readonly CommentFinding[] {
  return findings
    .filter((finding) => isComment(finding))
    .filter(({ status, triage }) => status !== 'fixed' && triage === 'in');
}

/**
 * The pull requests whose comments are read now, the bottom of a stack first; undefined where none waits, or the plan does not
 * want it.
 */
export function commentedRequests(
  state: RunState,
): { readonly urls: readonly string[]; readonly forge: ForgeRef } | undefined {
  const { comments, merge } = state.plan.plan.ship;
  if (state.phase !== 'ship' || !comments.read || merge === 'none' || state.ship?.land !== undefined) return undefined;
  const url = openPullRequest(state)?.url;
  const forge = forgeOf(state);
  if (url === undefined || forge === undefined) return undefined;
  const stack = openStack(state).map((request) => request.url);
  return { urls: stack.length === 0 ? [url] : stack, forge };
}

/** Comments whose answers are still to be posted. */
export function answersToPost(state: RunState): readonly CommentFinding[] {
  if (state.phase !== 'ship' || state.plan.plan.ship.comments.answers !== 'post') return [];
  if (openPullRequest(state) === undefined) return [];
  return commentFindings(state).filter(
    ({ comment: { answer, posted } }) => answer !== undefined && posted === undefined,
  );
}
