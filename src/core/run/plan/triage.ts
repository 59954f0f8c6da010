import type { Command, Decided } from '../../model/commands.ts';
import type { RunState } from '../../model/state.ts';

/** A person marks a finding of the audit, or of the validators, in, out or deferred. */
export function triageFinding(command: Extract<Command, { type: 'triage-finding' }>, state: RunState): Decided {
  const { finding, triage, who } = command;
  const ofAudit = state.audit.findings.some(({ id }) => id === finding);
  if (!ofAudit && !state.lastFindings.some(({ id }) => id === finding)) {
    return { refused: `There is no finding ${finding} in this run.` };
  }
  if (ofAudit && state.audit.status !== 'triage') {
    return { refused: 'Findings are marked between the audit and its triage gate, and the triage gate is not open.' };
  }
  if (!ofAudit && !canTriageValidators(state)) {
    return {
      refused:
        'What validators found is marked while their blockers keep the result back, before a change of the plan is proposed.',
    };
  }
  return { events: [{ type: 'finding-triaged', finding, triage, who }] };
}

/** Whether what the validators found may be marked: while it keeps the result back, and no plan answers it yet. */
export function canTriageValidators({ validation, adaptation }: RunState): boolean {
  return validation?.failure?.kind === 'findings' && adaptation !== undefined && adaptation.proposal === undefined;
}
