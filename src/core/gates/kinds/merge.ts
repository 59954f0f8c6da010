import type { MergeMethod } from '../../model/forge.ts';
import type { RunEvent } from '../../model/events.ts';
import type { Gate } from '../../model/gate.ts';
import type { RunState } from '../../model/state.ts';
import { forgeName, forgeOf, openPullRequest } from '../../queries/forge.ts';
import { latestGate } from '../../queries/runQueries.ts';
import { ciLines } from '../../words/ciLines.ts';
import { moveLines } from '../../words/boardSurroundings.ts';
import { committedLines } from '../../words/sectionLines.ts';
import { openedStackLines } from '../../words/stackLines.ts';
import { openStack } from '../../queries/stack.ts';
import { hashOf, resultEvidence } from '../evidence.ts';
import { accepting } from '../folds.ts';
import type { Missing } from '../../model/missing.ts';
import type { Tools } from '../../model/tools.ts';
import { commentPlace } from '../../model/reviewComment.ts';
import { commentFindings, unansweredComments } from '../../queries/reviewComments.ts';
import { commentLines } from '../../words/commentLines.ts';
import type { GateSpec, Sections } from '../gateSpec.ts';
import { resultObstacle } from '../resultObstacle.ts';
import { lackOf, wasUsed } from '../usedGate.ts';

/** The pull request, into the branch the run began from. */
export const merge: GateSpec = {
  scope: 'run',
  title: 'Merge the pull request',
  icon: 'git-merge',
  station: 'ship',
  about: (state) =>
    `${checksText(state)} Approving merges ${whatText(state)} at ${forgeName(state)}${draftText(state)}. ${methodText(state)}`,
  sections,
  difference: { of: 'work' },

  evidence(state, tools) {
    const request = openPullRequest(state);
    const stack = openStack(state);
    return {
      ...resultEvidence(state, tools),
      pullRequest: stack.length === 0 ? (request?.url ?? '') : stack.map(({ url }) => url).join(' '),
      pushed: request?.commit ?? '',
      checks: hashOf(request?.ci ?? {}, tools),
      method: state.plan.plan.ship.merge,
      comments: commentsEvidence(state, tools),
    };
  },
  looksOutside: 'comments',
  attempt: ({ ship }) => ship?.attempt,

  missing,
  inAdvance: { obstacle, leavesFindings: true },

  restsOn: (state, gate) => {
    const ship = latestGate(state, 'ship');
    if (state.plan.plan.gates.merge?.required !== false || obstacle(state) !== undefined) return undefined;
    if (ship === undefined || ship.attempt !== gate.attempt) return undefined;
    return ship.decision === undefined ? state.gates[ship.restsOn ?? ''] : ship;
  },

  guards: (event, state) => {
    // An approval is about what was pushed in its attempt: one of an earlier attempt merges nothing later.
    const attempt = state.ship?.attempt;
    return merges(event)
      ? lackOf(attempt !== undefined && wasUsed(state, 'merge', undefined, attempt), 'merge gate')
      : undefined;
  },
  onUse: () => [],
  fold: { opened: (state) => (state.phase === 'adapt' ? accepting(state, 'ship', 'accepted') : state) },

  afterRejection: 'leads-on',
  reopenObstacle,
  planEdit: 'keeps',
};

function merges(event: RunEvent): boolean {
  if (event.type === 'sessions-planned') return event.sessions.some(({ kind }) => kind === 'land');
  if (event.type !== 'shipped') return false;
  const how = event.result.merged?.how;
  return how !== undefined && how !== 'elsewhere';
}

/** Which comments there are, and how far each conversation has gone; marks of a person are no change. */
export function commentsEvidence(state: RunState, tools: Tools): string {
  return hashOf(
    commentFindings(state).map(({ id, comment }) => [id, comment.last]),
    tools,
  );
}

/** A comment is answered before the merge, since nobody reads one after it. */
function missing(state: RunState): readonly Missing[] {
  const open = unansweredComments(state);
  if (open.length === 0) return [];
  const places = open.map((finding) => `${finding.id} (${commentPlace(finding)})`).join(', ');
  const unmarked = open.some(({ triage }) => triage === undefined);
  const text = unmarked
    ? `Reviewers wait for an answer: ${places}. Mark each in scope, out or deferred; out and deferred take a note, which is the answer.`
    : `Marked in scope and not answered yet: ${places}. Reject this gate, and have a wave fix them; or mark them out with an answer.`;
  return [{ field: 'findings', names: open.map(({ id }) => id), text }];
}

/** Who shipped something else since cannot merge what was pushed before. */
function reopenObstacle(state: RunState, gate: Gate): string | undefined {
  if (gate.attempt === state.ship?.attempt && openPullRequest(state) !== undefined) return resultObstacle(state, gate);
  return `What gate ${gate.id} was about has changed since. A new gate opens when the run gets there.`;
}

function obstacle(state: RunState): string | undefined {
  const [comments] = missing(state);
  if (comments !== undefined) return `${comments.text} --approve does not cover that.`;
  const unread = forgeOf(state)?.kind === 'gitea' ? undefined : state.comments?.unread;
  if (unread !== undefined) {
    return `The comments of reviewers could not be read, and --approve does not cover comments that were not read. ${unread} Then approve the merge gate.`;
  }
  const ci = openPullRequest(state)?.ci;
  if (ci?.state !== 'none') return undefined;
  const why =
    ci.checks.length === 0
      ? 'The forge reports no checks for the pull request'
      : 'No check of the pull request has run';
  return `${why}, so nothing shows that it is green, and --approve does not cover it. Look at it, then approve the merge gate.`;
}

function checksText(state: RunState): string {
  const ci = openPullRequest(state)?.ci;
  if (ci === undefined) return state.plan.plan.ship.ci === undefined ? '' : 'CI passed.';
  const isSkipped = ci.state === 'none' && ci.checks.length > 0;
  if (openStack(state).length > 1) {
    if (isSkipped) return 'No check of the request of the last wave, which contains all of them, has run.';
    return ci.state === 'none'
      ? 'The forge reports no checks for the request of the last wave, which contains all of them.'
      : 'The checks of the request of the last wave, which contains all of them, are green.';
  }
  if (isSkipped) return 'None of its checks has run: all were skipped.';
  return ci.state === 'none' ? 'The forge reports no checks for it.' : 'Its checks are green.';
}

function whatText(state: RunState): string {
  const { length } = openStack(state);
  return length < 2 ? 'the pull request' : `${length} pull requests, one after the other from the first wave up,`;
}

function draftText({ plan: { plan } }: RunState): string {
  return plan.ship.pullRequest.draft ? ', which is a draft until then' : '';
}

const methods: Readonly<Record<MergeMethod, string>> = {
  merge: 'The commits of the waves are kept, below a merge commit.',
  rebase: 'The commits of the waves are kept, on top of the base branch.',
  squash: 'The plan says squash: the commits of the waves become one. They stay on the run branch here.',
  queue: 'The merge queue of the host decides when.',
};

function methodText({ plan: { plan } }: RunState): string {
  return plan.ship.merge === 'none' ? '' : methods[plan.ship.merge];
}

function sections(state: RunState): Sections {
  const request = openPullRequest(state);
  const base = state.base.branch === undefined ? [] : [`into ${state.base.branch}`];
  return [
    { title: 'Pull request', lines: request === undefined ? [] : [request.url, ...base] },
    { title: 'One for each wave, in the order of the merge', lines: openedStackLines(state) },
    { title: 'Checks at the forge', lines: ciLines(request?.ci) },
    { title: 'Comments of reviewers', lines: commentLines(state) },
    { title: 'Since the run began', lines: moveLines(state) },
    { title: 'Committed', lines: committedLines(state) },
  ];
}
