import type { Command, Decided } from '../../model/commands.ts';
import { shownPlan } from '../../queries/coverage.ts';
import { commentFindings } from '../../queries/reviewComments.ts';
import type { CommentFinding } from '../../model/reviewComment.ts';
import { latestGate } from '../../queries/runQueries.ts';
import type { RunState } from '../../model/state.ts';

/** A person marks a finding of the audit, or of the validators, in, out or deferred. */
export function triageFinding(command: Extract<Command, { type: 'triage-finding' }>, state: RunState): Decided {
  const { finding, triage, who, note = '', wrongSpec } = command;
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
        state.audit.status === 'running'
          ? 'The audit is still reading the code. Findings are marked when it has ended; `wavegate resume` follows it.'
          : 'Findings of the audit are marked until the plan is approved, and no triage gate or plan gate waits now. Say in `findings` of the plan what is to become of it.',
    };
  }
  const comment = commentFindings(state).find(({ id }) => id === finding);
  if (comment !== undefined) return triageComment(command, state, comment);
  if (!ofAudit && !canTriageValidators(state)) {
    return {
      refused:
        'What validators found, or a person noted, is marked while it keeps the result back, before a change of the plan is proposed.',
    };
  }
  if (wrongSpec === true && ofAudit) {
    return {
      refused: `Finding ${finding} is of the audit, and no work rests on the plan yet: edit the plan or the specification, and mark it out of scope.`,
    };
  }
  if (wrongSpec === true && note.trim() === '') {
    return { refused: 'Say what is wrong about the specification or the plan, and what should be true instead.' };
  }
  const said = note.trim() === '' ? {} : { note };
  const wrong = wrongSpec === true ? { wrongSpec } : {};
  return { events: [{ type: 'finding-triaged', finding, triage, who, ...said, ...wrong }] };
}

/** A comment is answered by a wave, or by the note of whoever marks it out or deferred. */
function triageComment(
  { finding, triage, who, note = '', wrongSpec }: Extract<Command, { type: 'triage-finding' }>,
  state: RunState,
  comment: CommentFinding,
): Decided {
  if (wrongSpec === true) {
    return {
      refused: `${finding} is a comment at the forge. Mark it in scope, or out with an answer, and edit the specification in the plan that follows.`,
    };
  }
  if (!canTriageComment(state, comment)) {
    return {
      refused:
        comment.status === 'fixed'
          ? `${finding} is closed: ${comment.history?.at(-1)?.what ?? 'it has been answered'}. A further comment in its conversation opens it again.`
          : 'Comments are marked while the pull request waits, or before a change of the plan is proposed.',
    };
  }
  const answer = note.trim();
  if (triage !== 'in' && answer === '') {
    const missing = {
      field: 'note' as const,
      names: [finding],
      text: `Say in a note what to answer ${comment.comment.author}.`,
    };
    return {
      refused: `${missing.text} It goes into the record, and to the forge as ship.comments of the plan says.`,
      missing: [missing],
    };
  }
  return { events: [{ type: 'finding-triaged', finding, triage, who, ...(answer === '' ? {} : { note: answer }) }] };
}

/** Whether a comment may be marked: while the pull request waits, and until a plan answers it. */
export function canTriageComment({ phase, adaptation }: RunState, { status }: CommentFinding): boolean {
  if (status === 'fixed') return false;
  return phase === 'ship' || (phase === 'adapt' && adaptation?.proposal === undefined);
}

/** Whether findings of the audit may be marked: until they are triaged, and again while a plan that covers them waits. */
export function canTriageAudit(state: RunState): boolean {
  const plan = latestGate(state, 'plan');
  return state.audit.status === 'triage' || (plan?.status === 'pending' && plan.voided === undefined);
}

/** Whether what the validators found may be marked: while it keeps the result back, and no plan answers it yet. */
export function canTriageValidators({ validation, adaptation }: RunState): boolean {
  const kind = validation?.failure?.kind;
  return (kind === 'findings' || kind === 'rejected') && adaptation !== undefined && adaptation.proposal === undefined;
}
