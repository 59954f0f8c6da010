import type { Recorded } from './events.ts';
import type { RunState } from './state.ts';

type PlanEvent = Extract<
  Recorded,
  { type: 'plan-edited' | 'plan-approved' | 'plan-revised' | 'plan-committed' | 'adaptation-proposed' }
>;

/** The plan in force changes by a used gate alone; what stands in the person's file beside it is an edit. */
export function evolvePlan(state: RunState, event: PlanEvent): RunState {
  switch (event.type) {
    case 'plan-edited': {
      const { edit: _edit, ...rest } = state;
      if (event.hash === state.plan.hash) return { ...rest, synced: event.hash };
      const approval = state.planApproval.status === 'approved' ? { status: 'void' as const } : state.planApproval;
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
      const { edit: _edit, adaptation: _adaptation, ...rest } = state;
      const record = {
        revision: event.plan.revision,
        hash: event.plan.hash,
        why: event.plan.why,
        at: event.at,
        ...(event.cause ? { cause: event.cause } : {}),
      };
      const byHand = state.edit?.hash === event.plan.hash;
      return {
        ...rest,
        plan: event.plan,
        planApproval: { status: 'approved', gate: event.gate },
        synced: byHand ? event.plan.hash : state.synced,
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
    case 'adaptation-proposed':
      return {
        ...state,
        adaptation: {
          cause: event.cause,
          proposal: { strategy: event.strategy, task: event.task, plan: event.plan },
        },
      };
  }
}
