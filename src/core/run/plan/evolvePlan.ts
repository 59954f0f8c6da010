import { gateSpecs } from '../../gates/specs/gateSpecs.ts';
import type { DivisionRecord } from '../../model/division.ts';
import type { Recorded, WaveRef } from '../../model/events.ts';
import type { Gate } from '../../model/gate.ts';
import { planChanges } from '../../plan/planChanges.ts';
import { withRevision } from '../../validators/wrongSpec.ts';
import { isApprovedUnused } from '../../queries/runQueries.ts';
import type { SetEntries } from '../../../util/setEntries.ts';
import type { RunState } from '../../model/state.ts';

type PlanEvent = Extract<
  Recorded,
  {
    type:
      | 'plan-edited'
      | 'plan-approved'
      | 'plan-revised'
      | 'plan-committed'
      | 'adaptation-proposed'
      | 'base-merge-proposed';
  }
>;

/** The plan in force changes by a used gate alone; what is in the person's file beside it is an edit. */
export function evolvePlan(state: RunState, event: PlanEvent, put: SetEntries): RunState {
  switch (event.type) {
    case 'plan-edited': {
      const { edit: _edit, ...rest } = state;
      if (event.hash === state.plan.hash) return takenBack(rest, put);
      const { gate } = state.planApproval;
      const approval =
        state.planApproval.status === 'approved'
          ? { status: 'void' as const, ...(gate === undefined ? {} : { gate }) }
          : state.planApproval;
      const edit = {
        hash: event.hash,
        problems: event.problems,
        ...(event.plan ? { plan: event.plan } : {}),
        ...(event.obstacle ? { obstacle: event.obstacle } : {}),
      };
      return { ...rest, planApproval: approval, edit };
    }
    case 'plan-approved':
      return {
        ...state,
        planApproval: { status: 'approved', gate: event.gate },
        phase: state.phase === 'plan' ? 'wave' : state.phase,
      };
    case 'plan-revised': {
      const { edit: _edit, adaptation: _adaptation, baseMerge: _baseMerge, ...rest } = state;
      const said = state.gates[event.gate]?.decision?.note.trim() ?? '';
      const record = {
        revision: event.plan.revision,
        hash: event.plan.hash,
        source: event.plan.source,
        why: event.plan.why,
        at: event.at,
        ...(event.plan.note === undefined ? {} : { note: event.plan.note }),
        ...(said === '' ? {} : { said }),
        ...(event.cause ? { cause: event.cause } : {}),
      };
      const byHand = state.edit?.hash === event.plan.hash;
      const revises = byHand || state.adaptation?.proposal?.strategy === 'revise';
      const changes = revises ? planChanges(state.plan.plan, event.plan.plan) : [];
      return {
        ...(changes.length === 0 ? rest : withRevisedSpec(rest, event.plan.revision, changes)),
        plan: event.plan,
        planApproval: { status: 'approved', gate: event.gate },
        synced: byHand ? event.plan.hash : state.synced,
        syncedSource: byHand ? event.plan.source : state.syncedSource,
        revisions: [...state.revisions, record],
        phase: 'wave',
      };
    }
    case 'plan-committed':
      return {
        ...state,
        head: event.commit,
        headTree: event.tree,
        revisions: state.revisions.map((revision) =>
          revision.revision === event.revision ? { ...revision, commit: event.commit } : revision,
        ),
      };
    case 'base-merge-proposed':
      return { ...state, baseMerge: { ...event.plan, strategy: event.strategy } };
    case 'adaptation-proposed':
      return {
        ...state,
        ...(event.strategy === 'divide' && state.divisions
          ? { divisions: state.divisions.map((record) => asProposed(record, event.cause)) }
          : {}),
        adaptation: {
          cause: event.cause,
          proposal: { strategy: event.strategy, task: event.task, plan: event.plan },
        },
      };
  }
}

/** Findings that are one of the specification or the plan are answered by this revision, and by no fix. */
function withRevisedSpec(state: RunState, revision: number, changes: readonly string[]): RunState {
  const more = changes.length > 2 ? `; and ${changes.length - 2} more` : '';
  const what = `answered by revision ${revision} of the plan: ${changes.slice(0, 2).join('; ')}${more}`;
  const lastFindings = withRevision(state.lastFindings, state.validation?.attempt ?? 1, what);
  const { validation } = state;
  return {
    ...state,
    lastFindings,
    ...(validation?.findings === undefined ? {} : { validation: { ...validation, findings: lastFindings } }),
  };
}

function asProposed(record: DivisionRecord, { wave, attempt }: WaveRef): DivisionRecord {
  return record.wave === wave && record.attempt === attempt ? { ...record, proposed: true } : record;
}

/** Why gates that rest on the plan no longer count once it was edited. */
export const editedPlan = 'The plan was edited.';

/** An edit that is undone was none: what had been decided on the plan counts again, and what waited for it waits again. */
function takenBack(state: RunState, put: SetEntries): RunState {
  const { planApproval, plan } = state;
  const valid = Object.values(state.gates).flatMap((gate): [string, Gate][] => {
    const { voided, ...counts } = gate;
    if (voided?.startsWith(editedPlan) !== true) return [];
    if (gate.id === planApproval.gate) return [[gate.id, counts]];
    const waits = gateSpecs[gate.kind].planEdit !== 'is-about-it' && gate.status === 'pending';
    return gate.evidence['plan'] === plan.hash && (waits || isApprovedUnused(counts)) ? [[gate.id, counts]] : [];
  });
  return {
    ...state,
    synced: plan.hash,
    syncedSource: plan.source,
    planApproval: planApproval.status === 'void' ? { ...planApproval, status: 'approved' } : planApproval,
    gates: put(state.gates, valid),
  };
}
