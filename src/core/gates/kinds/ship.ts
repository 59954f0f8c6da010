import type { RunEvent } from '../../model/events.ts';
import type { Gate } from '../../model/gate.ts';
import { hasChanges, latestGate, shipRemote } from '../../queries/runQueries.ts';
import type { RunState } from '../../model/state.ts';
import { targetEvidence } from '../../queries/surroundings.ts';
import { leadsWhereItDid, moveLines, targetLines } from '../../words/boardSurroundings.ts';
import { committedLines } from '../../words/sectionLines.ts';
import { resultEvidence } from '../evidence.ts';
import { accepting } from '../folds.ts';
import type { GateSpec, Sections } from '../gateSpec.ts';
import type { Missing } from '../../model/missing.ts';
import { mayRest } from '../resting.ts';
import { resultObstacle } from '../resultObstacle.ts';
import { lackOf, wasUsed } from '../usedGate.ts';
import { baseMergeTooLate } from './adapt.ts';

/** The accepted result, to where it is pushed. */
export const ship: GateSpec = {
  scope: 'run',
  title: 'Ship the result',
  icon: 'package',
  station: 'ship',
  about: (state) =>
    shipRemote(state) === undefined
      ? 'Approving ends the run. The repository has no remote, so the run branch stays here for you to take.'
      : `Approving pushes the run branch to ${shipRemote(state)}. Until then nothing has left this machine.`,
  sections,
  difference: { of: 'work' },

  evidence: (state, tools) => ({ ...resultEvidence(state, tools), ...targetEvidence(state) }),
  looksOutside: 'now',
  attempt: (state) => (state.ship?.attempt ?? 0) + 1,

  missing,
  inAdvance: { obstacle },

  restsOn: (state, gate) => {
    const { plan } = state.plan;
    const stays = shipRemote(state) === undefined || plan.gates.ship?.required === false;
    if (gate.attempt !== 1 || !stays || !mayRest(plan, 'ship')) return undefined;
    if (missing(state).length > 0 || obstacle(state, gate) !== undefined) return undefined;
    const acceptance = latestGate(state, 'acceptance');
    return acceptance?.decision === undefined ? state.gates[acceptance?.restsOn ?? ''] : acceptance;
  },

  guards: (event, state) => (ships(event) ? lackOf(wasUsed(state, 'ship'), 'ship gate') : undefined),
  onUse: baseMergeTooLate,
  fold: { opened: (state) => (state.phase === 'adapt' ? accepting(state, 'ship', 'accepted') : state) },

  afterRejection: 'leads-on',
  reopenObstacle: resultObstacle,
  planEdit: 'keeps',
};

function ships(event: RunEvent): boolean {
  if (event.type === 'sessions-planned') return event.sessions.some(({ kind }) => kind === 'ship');
  return event.type === 'shipped';
}

function missing(state: RunState): readonly Missing[] {
  if (hasChanges(state)) return [];
  const text = 'No wave has changed anything, so there is nothing to ship. Stop the run, or add a wave to the plan.';
  return [{ field: 'run', names: [], text }];
}

function obstacle(state: RunState, _gate: Gate): string | undefined {
  if (!leadsWhereItDid(state)) {
    const where = (state.target?.addresses ?? []).join(' and ') || 'nowhere';
    return `A push goes elsewhere than when the run began, so --approve does not cover it: ${where}. Look at the ship gate.`;
  }
  return state.ship?.failure === undefined ? undefined : `Shipping failed: ${state.ship.failure}`;
}

function sections(state: RunState): Sections {
  const { ship: settings } = state.plan.plan;
  return [
    { title: 'Goes to', lines: targetLines(state) },
    { title: 'Since the run began', lines: moveLines(state) },
    { title: 'Changelog', lines: settings.changelog === undefined ? [] : [`an entry in ${settings.changelog}`] },
    {
      title: 'Pull request',
      lines: [settings.pr && shipRemote(state) !== undefined ? 'text with the decision record' : 'none'],
    },
    { title: 'Committed', lines: committedLines(state) },
  ];
}
