import { addUsage } from '../../core/agents/usage.ts';
import { lintDirective } from '../../core/directive/lintDirective.ts';
import type { SessionPlan } from '../../core/model/events.ts';
import { sessionBranch, sessionId } from '../../core/model/names.ts';
import type { PlanReview, PlanReviewer } from '../../core/model/planReview.ts';
import type { SessionResult } from '../../core/model/sessionResult.ts';
import type { AgentProfile } from '../../core/plan/schema/plan.ts';
import type { PassReport } from '../../core/planReview/foldPass.ts';
import { renderReviewDirective, reviewHandOver } from '../../core/planReview/reviewDirective.ts';
import { digestFor, readersWorktree, readOnce } from './readingSession.ts';
import type { Reader, ReaderPorts } from './readingSession.ts';

/** A plan that its reviewers are to read, once more or for the first time. */
export interface ReviewRequest extends Omit<Reader, 'profile'> {
  readonly source: string;
  readonly review: PlanReview;
  /** By subject of the reviewer. */
  readonly profiles: Readonly<Record<string, AgentProfile>>;
}

/** Progress, for people who wait. */
export type ReviewNews =
  | { readonly kind: 'reading' }
  | { readonly kind: 'asked'; readonly agent: string; readonly pass: number }
  | { readonly kind: 'ended'; readonly agent: string; readonly failed?: string };

/**
 * Has all reviewers read the plan at the same time, each in a worktree of its own, which is removed again. Each continues its
 * conversation of the pass before.
 *
 * @param signal ends the reviewers
 * @throws WorkspaceError, ExecutorError
 */
export async function askReviewers(
  request: ReviewRequest,
  ports: ReaderPorts,
  told: (news: ReviewNews) => void,
  signal: AbortSignal,
): Promise<{ readonly base: string; readonly reports: readonly PassReport[] }> {
  told({ kind: 'reading' });
  const { review, file, source, settings, run } = request;
  const { base, repository } = await ports.workspaces.inspect({ planFile: file });
  const digest = await digestFor(source, base.commit, ports);
  const pass = review.passes.length + 1;
  const scope = { kind: 'draft' as const, attempt: pass };
  const worktree = readersWorktree(settings.worktree);
  const sessions = review.reviewers.map(({ subject }): SessionPlan => ({
    id: sessionId(scope, subject),
    kind: 'review-plan',
    scope,
    subject,
    epoch: 1,
    branch: sessionBranch(settings.git.branchPrefix, run, scope, subject),
    base: base.commit,
  }));
  await ports.workspaces.prepare(scope, sessions, worktree);
  try {
    const reports = await allOrNone(
      sessions.map((session, index) => async (signal: AbortSignal): Promise<PassReport> => {
        const reviewer = review.reviewers[index];
        const profile = request.profiles[session.subject];
        if (reviewer === undefined || profile === undefined) {
          return { subject: session.subject, summary: '', failed: 'Its agent is not known any more.' };
        }
        const directive = lintDirective(
          renderReviewDirective({
            session: session.id,
            run,
            repository: repository.rootCommit,
            branch: session.branch ?? '',
            base: base.commit,
            reviewer: session.subject,
            disposition: reviewer.disposition,
            file,
            source,
            digest,
            ...beforeOf(review, reviewer),
          }),
        ).text;
        told({ kind: 'asked', agent: reviewer.agent, pass });
        const asked = { directive, ...continued(reviewer) };
        const result = await readOnce({ ...request, profile }, session, asked, ports.executor, signal);
        const report = reportOf(reviewer, directive, result);
        told({
          kind: 'ended',
          agent: reviewer.agent,
          ...(report.failed === undefined ? {} : { failed: report.failed }),
        });
        return report;
      }),
      signal,
    );
    return { base: base.commit, reports };
  } finally {
    await ports.workspaces.remove(scope, sessions, worktree);
  }
}

/**
 * Results of several readers. When one of them cannot be heard, the others are ended before that is told: their worktrees
 * are about to be removed.
 */
async function allOrNone<Result>(
  readers: readonly ((signal: AbortSignal) => Promise<Result>)[],
  signal: AbortSignal,
): Promise<readonly Result[]> {
  const failed = new AbortController();
  const ended = AbortSignal.any([signal, failed.signal]);
  const told = await Promise.allSettled(
    readers.map((read) =>
      read(ended).catch((error: unknown) => {
        failed.abort();
        throw error;
      }),
    ),
  );
  return told.map((each) => {
    if (each.status === 'rejected') throw each.reason;
    return each.value;
  });
}

/** Only who has answered before looks again; the other begins with the plan as it is. */
function beforeOf({ passes, gaps }: PlanReview, { subject, directive }: PlanReviewer) {
  const last = passes.findLast(({ opinions }) =>
    opinions.some((opinion) => opinion.subject === subject && opinion.failed === undefined),
  );
  return last === undefined || directive === undefined ? {} : { before: { source: last.source, gaps } };
}

function continued({ conversation, used, directive, handoff }: PlanReviewer) {
  return {
    ...(conversation === undefined ? {} : { resume: { id: conversation, used: used ?? nothing } }),
    ...(directive === undefined ? {} : { handOver: reviewHandOver(directive, handoff) }),
  };
}

const nothing = { inputTokens: 0, cachedTokens: 0, outputTokens: 0 };

function reportOf(reviewer: PlanReviewer, directive: string, result: SessionResult): PassReport {
  const { outcome, message, question, summary = '', planReview, conversation, usage, handoff } = result;
  const { subject, used } = reviewer;
  if (planReview === undefined || outcome !== 'done') {
    const failed = question === undefined ? message : `It has a question before it can review: ${question}`;
    return { subject, summary, failed };
  }
  const total = usage === undefined ? used : used === undefined ? usage : addUsage(used, usage);
  return {
    subject,
    summary,
    review: planReview,
    directive: reviewer.directive ?? directive,
    ...(handoff === undefined ? {} : { handoff }),
    ...(conversation === undefined ? {} : { conversation }),
    ...(total === undefined ? {} : { used: total }),
    ...(result.outside === undefined ? {} : { outside: result.outside }),
  };
}
