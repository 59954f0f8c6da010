import type { RunEvent } from '../../model/events.ts';
import type { Gate } from '../../model/gate.ts';
import { hasChanges, latestGate, shipRemote } from '../../queries/runQueries.ts';
import type { RunState } from '../../model/state.ts';
import { targetEvidence } from '../../queries/surroundings.ts';
import { leadsWhereItDid, moveLines, targetLines } from '../../words/boardSurroundings.ts';
import { committedLines } from '../../words/sectionLines.ts';
import { stackToShip } from '../../words/stackLines.ts';
import { isStacked } from '../../queries/stack.ts';
import type { GateDraft } from '../../model/gateDraft.ts';
import { resultEvidence } from '../evidence.ts';
import { accepting } from '../folds.ts';
import type { GateSpec, Sections } from '../gateSpec.ts';
import type { Missing } from '../../model/missing.ts';
import { mayRest } from '../resting.ts';
import { resultObstacle } from '../resultObstacle.ts';
import { shipTextObjections } from '../shipAnswers.ts';
import { lackOf, wasUsed } from '../usedGate.ts';
import { baseMergeTooLate } from './adapt.ts';

/** The accepted result, to where it is pushed. */
export const ship: GateSpec = {
  scope: 'run',
  title: 'Ship the result',
  icon: 'package',
  station: 'ship',
  sendsTexts: true,
  about: (state) =>
    shipRemote(state) === undefined
      ? 'Approving ends the run. The repository has no remote, so the run branch stays here for you to take.'
      : `Approving pushes the run branch${isStacked(state) ? ' and a branch for each wave' : ''} to ${shipRemote(state)}. ${sofar(state)}`,
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
    if (nothingToShip(state).length > 0 || obstacle(state, gate) !== undefined) return undefined;
    const acceptance = latestGate(state, 'acceptance');
    return acceptance?.decision === undefined ? state.gates[acceptance?.restsOn ?? ''] : acceptance;
  },

  guards: (event, state) => {
    const attempt = shipAttempt(event, state);
    return attempt === undefined ? undefined : lackOf(wasUsed(state, 'ship', undefined, attempt), 'ship gate');
  },
  onUse: baseMergeTooLate,
  fold: { opened: (state) => (state.phase === 'adapt' ? accepting(state, 'ship', 'accepted') : state) },

  afterRejection: 'leads-on',
  reopenObstacle: resultObstacle,
  planEdit: 'keeps',
};

/** Where the work is before the gate is approved. */
function sofar(state: RunState): string {
  const pushed = Object.values(state.sessions).findLast(({ result }) => result?.pushed !== undefined)?.result?.pushed;
  if (pushed === undefined) return 'Until then nothing has left this machine.';
  return `An earlier attempt has pushed ${pushed.commit.slice(0, 10)} there already.`;
}

/** Number of the attempt to ship that an event belongs to; undefined for any other event. */
function shipAttempt(event: RunEvent, state: RunState): number | undefined {
  if (event.type === 'shipped') return state.ship?.attempt ?? 1;
  if (event.type !== 'sessions-planned' || !event.sessions.some(({ kind }) => kind === 'ship')) return undefined;
  return event.scope.kind === 'ship' ? event.scope.attempt : 1;
}

function missing(state: RunState, gate: Gate, { answers }: GateDraft): readonly Missing[] {
  return [...nothingToShip(state), ...shipTextObjections(gate, answers)];
}

function nothingToShip(state: RunState): readonly Missing[] {
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
  const { ship: settings, archive } = state.plan.plan;
  return [
    { title: 'Goes to', lines: targetLines(state) },
    { title: 'Since the run began', lines: moveLines(state) },
    { title: 'Changelog', lines: settings.changelog === undefined ? [] : [`an entry in ${settings.changelog}`] },
    {
      title: 'Pull request',
      lines: [settings.pr && shipRemote(state) !== undefined ? 'text with the decision record' : 'none'],
    },
    { title: 'One for each wave, in the order of the merge', lines: stackToShip(state) },
    ...(archive === undefined
      ? []
      : [
          {
            title: 'Record for others',
            lines: [
              `${archive.to.endsWith('/') ? 'folder' : 'branch'} ${archive.to}${shipRemote(state) === undefined ? '' : `, pushed to ${shipRemote(state)}`}`,
              `plan, directives, decisions, verdicts, handoffs${archive.transcripts ? ', transcripts' : ''}; secrets that are known by their form are taken out`,
            ],
          },
        ]),
    { title: 'Committed', lines: committedLines(state) },
  ];
}
