import { supervisorReads } from '../../core/queries/supervisors.ts';
import { divisionToPropose, runningDivision } from '../../core/division/facts.ts';
import { gateSpecs } from '../../core/gates/specs/gateSpecs.ts';
import { closedWindow, windowWait } from '../../core/gates/windowObjection.ts';
import { missingFor } from '../../core/gates/specs/missing.ts';
import type { Triage } from '../../core/plan/schema/plan.ts';
import type { Gate } from '../../core/model/gate.ts';
import type { Strategy } from '../../core/model/revision.ts';
import { shownPlan } from '../../core/queries/coverage.ts';
import { noWaves } from '../../core/words/noWaves.ts';
import { planObstacle } from '../../core/words/planObstacle.ts';
import { isApprovedUnused, pendingGates } from '../../core/queries/runQueries.ts';
import type { RunState } from '../../core/model/state.ts';
import { goesOnAt, limitInForce } from '../../core/run/session/usageLimits.ts';
import { adaptationOf } from '../../core/views/boardAdaptation.ts';
import { boardOf } from '../../core/views/board.ts';
import { answersBeforehand } from './answers.ts';
import type { Approvals } from './approvals.ts';

/** Next step of an unattended run. */
export type Step =
  | { readonly kind: 'moving' }
  | { readonly kind: 'triage'; readonly findings: readonly string[]; readonly triage: Triage }
  | { readonly kind: 'approve'; readonly gate: Gate }
  | { readonly kind: 'adapt'; readonly strategy: Strategy; readonly task: string }
  /** Only a person can go on. */
  | { readonly kind: 'wait'; readonly reason: string }
  /** The approvals allow the gate, whose window of time opens at a moment in epoch milliseconds. */
  | { readonly kind: 'window'; readonly reason: string; readonly opens: number }
  | { readonly kind: 'shipped' }
  | { readonly kind: 'stopped'; readonly reason: string };

/** A wave that still fails after this many revisions needs somebody who looks at it. */
const mostAdaptations = 3;

/**
 * Next step that the approvals allow. They never cover what the person could not know when giving them.
 * @param now epoch milliseconds: decides which windows of time are open
 */
export function nextStep(state: RunState, approvals: Approvals, now: number): Step {
  if (state.phase === 'shipped') return { kind: 'shipped' };
  if (state.stopped !== undefined) {
    return { kind: 'stopped', reason: `Stopped by ${state.stopped.who}: ${state.stopped.reason}` };
  }
  // An approval that has not been acted on yet is acted on first: a merge of the base takes away the gate that waits.
  if (Object.values(state.gates).some(isApprovedUnused)) return { kind: 'moving' };
  const pending = pendingGates(state);
  // A merge of the base comes before what waits already.
  const gate = pending.find(({ kind }) => kind === 'adapt' && state.baseMerge !== undefined) ?? pending[0];
  // Who has said how to adapt does not expect questions to wait.
  if (gate?.kind === 'answer' && approvals.adapt !== undefined) return adapt(state, approvals);
  if (gate !== undefined) return atGate(state, gate, approvals, now);
  if (state.parked !== undefined) return { kind: 'wait', reason: state.parked.reason };
  if (goesOnAt(state) !== undefined) return { kind: 'moving' };
  // Another plan does not lift a limit of a provider.
  if (limitInForce(state) !== undefined && state.adaptation?.proposal === undefined) {
    return { kind: 'wait', reason: boardOf(state, 0).headline };
  }
  // A supervisor may answer, or have something to propose.
  if (approvals.adapt === undefined && supervisorReads(state)) return { kind: 'moving' };
  if (runningDivision(state) !== undefined || divisionToPropose(state) !== undefined) return { kind: 'moving' };
  if (state.adaptation !== undefined && state.adaptation.proposal === undefined) return adapt(state, approvals);
  if (state.phase === 'plan' && shownPlan(state).waves.length === 0 && (state.edit === undefined || state.edit.plan)) {
    return { kind: 'wait', reason: `${noWaves(state)}.` };
  }
  const obstacle = planObstacle(state);
  if (obstacle !== undefined && state.planApproval.status !== 'approved') return { kind: 'wait', reason: obstacle };
  return { kind: 'moving' };
}

function atGate(state: RunState, gate: Gate, { kinds, triage, plan, note, diagnosis }: Approvals, now: number): Step {
  const { headline } = boardOf(state, 0);
  if (!kinds.has(gate.kind)) return { kind: 'wait', reason: headline };
  const answers = answersBeforehand(state, gate, note);
  const missing = missingFor('approved', state, gate, { note, answers, comments: [] });
  const findings = missing.find(({ field }) => field === 'findings')?.names ?? [];
  if (findings.length > 0 && gateSpecs[gate.kind].inAdvance?.leavesFindings === true) {
    return { kind: 'wait', reason: `${headline}. ${missing.map(({ text }) => text).join(' ')}` };
  }
  if (findings.length > 0 && triage === undefined) {
    return { kind: 'wait', reason: `${headline}. Mark the findings with --triage in, out or deferred.` };
  }
  if (findings.length > 0 && triage !== undefined) return { kind: 'triage', findings, triage };
  // A reason that a person has to give is none where nobody gave it.
  const unsaid = missingFor('approved', state, gate, { note: diagnosis ?? '', answers, comments: [] }).find(
    ({ field }) => field === 'note',
  );
  if (unsaid !== undefined) return { kind: 'wait', reason: `${headline}. ${unsaid.text}` };
  const obstacle = gateSpecs[gate.kind].inAdvance?.obstacle?.(state, gate, plan);
  if (obstacle !== undefined) return { kind: 'wait', reason: obstacle };
  const closed = closedWindow(state, gate, now);
  if (closed === undefined) return { kind: 'approve', gate };
  const reason = windowWait(gate, closed);
  return closed.opens === undefined ? { kind: 'wait', reason } : { kind: 'window', reason, opens: closed.opens };
}

function adapt(state: RunState, approvals: Approvals): Step {
  const failure = adaptationOf(state);
  const task = failure?.tasks[0]?.id;
  const title = failure?.title ?? 'A wave failed';
  if (approvals.adapt === undefined) return { kind: 'wait', reason: title };
  if (state.revisions.filter(({ cause }) => cause !== undefined).length >= mostAdaptations) {
    return { kind: 'wait', reason: `${title}, after ${mostAdaptations} adaptations of the plan.` };
  }
  const choices = failure?.choices.map(({ strategy }) => strategy) ?? [];
  const needsNoTask =
    approvals.adapt === 'divide' || approvals.adapt === 'merge-base' || approvals.adapt === 'drop-merge';
  if ((task === undefined && !needsNoTask) || !choices.includes(approvals.adapt)) {
    return { kind: 'wait', reason: `${title}. "${approvals.adapt}" is not possible here; ${choices.join(', ')} are.` };
  }
  return { kind: 'adapt', strategy: approvals.adapt, task: task ?? '' };
}
