import { planChanges } from '../../plan/planChanges.ts';
import type { RunEvent } from '../../model/events.ts';
import type { Gate } from '../../model/terms.ts';
import type { RunState } from '../../model/state.ts';
import { strategyTitles } from '../../words/boardWords.ts';
import type { GateSpec, Sections } from '../gateSpec.ts';

/** A changed plan that answers a failure. */
export const adapt: GateSpec = {
  scope: 'run',
  title: 'Change the plan',
  icon: 'git-compare',
  station: 'adapt',
  about: () => 'Approving makes the changed plan the plan of this run, as a revision of its own.',
  sections,
  difference: { of: 'plan', after: (state) => state.adaptation?.proposal?.plan.plan },

  evidence: (state) => ({ plan: state.plan.hash, revision: state.adaptation?.proposal?.plan.hash ?? '' }),
  looksOutside: false,

  missing: () => [],

  guards: () => undefined,
  onUse,
  fold: { rejected: proposalGone },

  afterRejection: 'leads-on',
  reopenObstacle: (_state, { status }) =>
    status === 'rejected' ? 'The rejected adaptation is gone: pick another one.' : undefined,
  planEdit: 'voids',
};

/** Voids the proposals that wait for a decision: at most one that counts. */
export function voidProposals(state: RunState, reason: string): readonly RunEvent[] {
  return Object.values(state.gates)
    .filter(({ kind, status, voided }) => kind === 'adapt' && status === 'pending' && voided === undefined)
    .map(({ id }): RunEvent => ({ type: 'gate-voided', gate: id, reason }));
}

/** A rejected adaptation is gone; the failure it answered is still there to be answered otherwise. */
function proposalGone(state: RunState): RunState {
  return state.adaptation ? { ...state, adaptation: { cause: state.adaptation.cause } } : state;
}

function onUse(state: RunState, gate: Gate): readonly RunEvent[] {
  const { cause, proposal } = state.adaptation ?? {};
  if (cause === undefined || proposal === undefined) return [];
  const revised: RunEvent = { type: 'plan-revised', plan: proposal.plan, gate: gate.id, cause };
  return [revised, ...carry(state, proposal.strategy, cause.wave, proposal.plan.plan.waves)];
}

/** Fixing forward keeps the failed wave's merged work; the recovery wave after it commits both. */
function carry(
  state: RunState,
  strategy: string,
  wave: string,
  waves: readonly { readonly id: string }[],
): readonly RunEvent[] {
  const commit = state.waves[wave]?.merge?.commit;
  const into = waves[waves.findIndex((candidate) => candidate.id === wave) + 1]?.id;
  if (strategy !== 'fix' || state.waves[wave]?.status !== 'failed' || !commit || !into) return [];
  return [{ type: 'wave-carried', wave, into, commit }];
}

function sections(state: RunState): Sections {
  const proposal = state.adaptation?.proposal;
  if (proposal === undefined) return [];
  return [
    { title: 'Proposal', lines: [`${strategyTitles[proposal.strategy]} ${proposal.task}`] },
    { title: 'Diagnosis', lines: proposal.plan.note === undefined ? [] : [proposal.plan.note] },
    { title: 'Changes to the plan', lines: planChanges(state.plan.plan, proposal.plan.plan) },
  ];
}
