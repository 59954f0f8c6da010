import type { MergeMethod } from '../../model/forge.ts';
import type { Gate } from '../../model/gate.ts';
import type { RunState } from '../../model/state.ts';
import { forgeName, openPullRequest } from '../../queries/forge.ts';
import { latestGate } from '../../queries/runQueries.ts';
import { ciLines } from '../../words/ciLines.ts';
import { moveLines } from '../../words/boardSurroundings.ts';
import { committedLines } from '../../words/sectionLines.ts';
import { hashOf, resultEvidence } from '../evidence.ts';
import { accepting } from '../folds.ts';
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
    `${checksText(state)} Approving merges the pull request at ${forgeName(state)}${draftText(state)}. ${methodText(state)}`,
  sections,
  difference: { of: 'work' },

  evidence(state, tools) {
    const request = openPullRequest(state);
    return {
      ...resultEvidence(state, tools),
      pullRequest: request?.url ?? '',
      pushed: request?.commit ?? '',
      checks: hashOf(request?.ci ?? {}, tools),
      method: state.plan.plan.ship.merge,
    };
  },
  looksOutside: 'no',
  attempt: ({ ship }) => ship?.attempt,

  missing: () => [],
  inAdvance: { obstacle },

  restsOn: (state, gate) => {
    const ship = latestGate(state, 'ship');
    if (state.plan.plan.gates.merge?.required !== false || obstacle(state) !== undefined) return undefined;
    if (ship === undefined || ship.attempt !== gate.attempt) return undefined;
    return ship.decision === undefined ? state.gates[ship.restsOn ?? ''] : ship;
  },

  guards: (event, state) => {
    const merges = event.type === 'sessions-planned' && event.sessions.some(({ kind }) => kind === 'land');
    return merges ? lackOf(wasUsed(state, 'merge'), 'merge gate') : undefined;
  },
  onUse: () => [],
  fold: { opened: (state) => (state.phase === 'adapt' ? accepting(state, 'ship', 'accepted') : state) },

  afterRejection: 'leads-on',
  reopenObstacle,
  planEdit: 'keeps',
};

/** Who shipped something else since cannot merge what was pushed before. */
function reopenObstacle(state: RunState, gate: Gate): string | undefined {
  if (gate.attempt === state.ship?.attempt && openPullRequest(state) !== undefined) return resultObstacle(state, gate);
  return `What gate ${gate.id} was about has changed since. A new gate opens when the run gets there.`;
}

function obstacle(state: RunState): string | undefined {
  return openPullRequest(state)?.ci?.state === 'none'
    ? 'The forge reports no checks for the pull request, so nothing shows that it is green, and --approve does not cover it. Look at it, then approve the merge gate.'
    : undefined;
}

function checksText(state: RunState): string {
  const ci = openPullRequest(state)?.ci;
  if (ci === undefined) return state.plan.plan.ship.ci === undefined ? '' : 'CI passed.';
  return ci.state === 'none' ? 'The forge reports no checks for it.' : 'Its checks are green.';
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
    { title: 'Checks at the forge', lines: ciLines(request?.ci) },
    { title: 'Since the run began', lines: moveLines(state) },
    { title: 'Committed', lines: committedLines(state) },
  ];
}
