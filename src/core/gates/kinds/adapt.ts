import { planChanges } from '../../plan/planChanges.ts';
import type { RunEvent } from '../../model/events.ts';
import type { Gate } from '../../model/gate.ts';
import type { MergeStrategy, PlanRevision } from '../../model/revision.ts';
import { pendingGates } from '../../queries/runQueries.ts';
import type { RunState } from '../../model/state.ts';
import { divisionLines } from '../../words/divisionLines.ts';
import { strategyTitles } from '../../words/labels.ts';
import type { GateSpec, Sections } from '../gateSpec.ts';

/** A changed plan that answers a failure, merges the base in, or takes a wave back. */
export const adapt: GateSpec = {
  scope: 'run',
  title: 'Change the plan',
  icon: 'git-compare',
  station: 'adapt',
  about: () => 'Approving makes the changed plan the plan of this run, as a revision of its own.',
  sections,
  difference: { of: 'plan', after: (state) => proposed(state)?.plan },

  evidence: (state) => ({ plan: state.plan.hash, revision: proposed(state)?.hash ?? '' }),
  looksOutside: 'no',

  missing: () => [],

  guards: () => undefined,
  onUse,
  fold: { rejected: proposalGone, voided: withoutBaseMerge },

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

function proposed(state: RunState): PlanRevision | undefined {
  return state.baseMerge ?? state.adaptation?.proposal?.plan;
}

/** A rejected adaptation is gone; the failure it answered is still there to be answered otherwise. */
function proposalGone(state: RunState): RunState {
  const { adaptation } = state;
  return withoutBaseMerge(adaptation ? { ...state, adaptation: { cause: adaptation.cause } } : state);
}

/** A merge of the base that was turned down leaves the run as it was. */
function withoutBaseMerge(state: RunState): RunState {
  if (state.baseMerge === undefined) return state;
  const { baseMerge: _baseMerge, ...rest } = state;
  return rest;
}

/** Voids a merge of the base that waits for its gate while the run goes on. */
export function baseMergeTooLate(state: RunState): readonly RunEvent[] {
  if (state.baseMerge === undefined) return [];
  return voidProposals(state, 'The run went on before the change was decided. Ask for it again at the next gate.');
}

/** The plan goes on with a wave that merges the base, so what waits for a decision begins from there. */
function mergeBase(state: RunState, plan: NonNullable<RunState['baseMerge']>, gate: string): readonly RunEvent[] {
  const resting = pendingGates(state).filter(({ kind }) => ['launch', 'acceptance', 'ship'].includes(kind));
  const reason = plan.strategy === 'revert' ? 'A wave is taken back first.' : 'The base is merged in first.';
  return [
    ...resting.map(({ id }): RunEvent => ({ type: 'gate-voided', gate: id, reason })),
    { type: 'plan-revised', plan, gate },
  ];
}

function onUse(state: RunState, gate: Gate): readonly RunEvent[] {
  if (state.baseMerge) return mergeBase(state, state.baseMerge, gate.id);
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
  const { baseMerge } = state;
  if (baseMerge !== undefined) {
    return [
      { title: 'Proposal', lines: [baseMerge.why] },
      { title: noteTitles[baseMerge.strategy], lines: noteLines(baseMerge) },
      { title: 'Changes to the plan', lines: planChanges(state.plan.plan, baseMerge.plan) },
    ];
  }
  const proposal = state.adaptation?.proposal;
  if (proposal === undefined) return [];
  return [
    { title: 'Proposal', lines: [`${strategyTitles[proposal.strategy]} ${proposal.task}`] },
    { title: 'Division of the wave', lines: divisionLines(state, state.waves[state.adaptation?.cause.wave ?? '']) },
    { title: proposal.strategy === 'revert' ? noteTitles.revert : 'Diagnosis', lines: noteLines(proposal.plan) },
    { title: 'Changes to the plan', lines: planChanges(state.plan.plan, proposal.plan.plan) },
  ];
}

const noteTitles: Readonly<Record<MergeStrategy, string>> = {
  'merge-base': 'Since the run began',
  revert: 'Effect on the rest of the run',
};

function noteLines({ note }: PlanRevision): readonly string[] {
  return note === undefined ? [] : note.split('\n');
}
