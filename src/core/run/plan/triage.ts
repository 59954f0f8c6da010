import type { Command, Decided } from '../../model/commands.ts';
import { shownPlan } from '../../queries/coverage.ts';
import { latestGate } from '../../queries/runQueries.ts';
import type { RunState } from '../../model/state.ts';

/** A person marks a finding of the audit, or of the validators, in, out or deferred. */
export function triageFinding(command: Extract<Command, { type: 'triage-finding' }>, state: RunState): Decided {
  const { finding, triage, who, note = '' } = command;
  const ofAudit = state.audit.findings.some(({ id }) => id === finding);
  if (!ofAudit && !state.lastFindings.some(({ id }) => id === finding)) {
    const ofPlan = shownPlan(state).findings.some(({ id }) => id === finding);
    return {
      refused: ofPlan
        ? `Finding ${finding} is the plan's own: change its \`triage\` in the plan file.`
        : `There is no finding ${finding} in this run.`,
    };
  }
  if (ofAudit && !canTriageAudit(state)) {
    return {
      refused:
        'Findings of the audit are marked until the plan is approved, and no triage gate or plan gate waits now. Say in `findings` of the plan what is to become of it.',
    };
  }
  if (!ofAudit && !canTriageValidators(state)) {
    return {
      refused:
        'What validators found is marked while their blockers keep the result back, before a change of the plan is proposed.',
    };
  }
  return { events: [{ type: 'finding-triaged', finding, triage, who, ...(note.trim() === '' ? {} : { note }) }] };
}

/** Whether findings of the audit may be marked: until they are triaged, and again while a plan that covers them waits. */
export function canTriageAudit(state: RunState): boolean {
  const plan = latestGate(state, 'plan');
  return state.audit.status === 'triage' || (plan?.status === 'pending' && plan.voided === undefined);
}

/** Whether what the validators found may be marked: while it keeps the result back, and no plan answers it yet. */
export function canTriageValidators({ validation, adaptation }: RunState): boolean {
  return validation?.failure?.kind === 'findings' && adaptation !== undefined && adaptation.proposal === undefined;
}
