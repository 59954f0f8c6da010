import { divisionOf } from '../division/facts.ts';
import type { Tools } from '../model/tools.ts';
import { nextAhead } from './ahead/nextAhead.ts';
import { shownPlan } from '../queries/coverage.ts';
import { windowObjection } from '../gates/windowObjection.ts';
import { restsOn } from '../gates/specs/resting.ts';
import { gateEvidence } from '../gates/specs/gateSpecs.ts';
import { nextValidation, blockersOverruled } from './validation/nextValidation.ts';
import { answerComments, nextWave } from './wave/nextWave.ts';
import type { RunEvent } from '../model/events.ts';
import { gateNeeded, openGate } from './gate/openGate.ts';
import type { Context } from './gate/openGate.ts';
import { planAudit } from './plan/planAudit.ts';
import { mechanicalSession, retryCrashed } from './session/planSession.ts';
import { nextShip } from './ship/nextShip.ts';
import { superviseBeside, superviseQuestions } from './supervise/nextSupervision.ts';
import { waveToReconcile } from '../queries/reconcile.ts';
import { openQuestions } from '../queries/questions.ts';
import {
  currentWave,
  isInFlight,
  latestGate,
  overdueGates,
  pendingGates,
  revisionsCommitted,
  sessionsOf,
} from '../queries/runQueries.ts';
import type { RunState } from '../model/state.ts';

/**
 * Derives the steps that need nobody: the next wave opens, a gate opens, a merge is planned. Returns the next events,
 * or none when the run waits for a person, a session or the world. Each rule's events make its own condition false.
 */
export function nextEvents(state: RunState, at: number, tools: Tools): readonly RunEvent[] {
  const context = { state, at, tools };
  // Whatever brought the run here, the clock has been looked at: once it is set back, what was late then is not in time again.
  const late = state.phase === 'stopped' ? [] : overdueGates(state, at);
  if (late.length > 0) return late.map(({ id }): RunEvent => ({ type: 'gate-expired', gate: id }));
  const rested = pendingGates(state).flatMap((gate): RunEvent[] => {
    // Outside of a window that holds for it, a person is asked, and hears when it opens.
    const by = windowObjection(state, gate, at) === undefined ? restsOn(state, gate) : undefined;
    return by === undefined ? [] : [{ type: 'gate-rested', gate: gate.id, by: by.id }];
  });
  if (rested.length > 0) return rested;
  switch (state.phase) {
    case 'audit':
      return audit(context);
    case 'plan':
      return planGate(context);
    case 'wave':
    case 'adapt':
    case 'validate':
    case 'ship':
      return approved(context);
    case 'shipped':
    case 'stopped':
      return [];
  }
}

/** A plan that was edited after its approval needs a new one before anything else begins; a broken edit cannot have it. */
function planGate(context: Context): readonly RunEvent[] {
  // There is nothing to approve before there is anything to do.
  if (shownPlan(context.state).waves.length === 0) return [];
  return context.state.edit && !context.state.edit.plan ? [] : gateNeeded(context, 'plan');
}

function audit(context: Context): readonly RunEvent[] {
  const { state } = context;
  if (state.audit.status === 'pending') return [{ type: 'audit-started', sessions: planAudit(state) }];
  if (state.audit.status === 'triage') {
    const gate = latestGate(state, 'triage');
    return gate?.voided === undefined ? [] : gateNeeded(context, 'triage');
  }
  const sessions = sessionsOf(state, state.audit.sessions);
  if (sessions.some((session) => session.status !== 'ended')) return [];
  const clean = state.audit.findings.length === 0 && sessions.every((session) => session.result?.outcome === 'done');
  return clean ? [{ type: 'audit-closed' }] : gateNeeded(context, 'triage');
}

/** Everything after the plan was approved. */
function approved(context: Context): readonly RunEvent[] {
  const { state } = context;
  // A revision that is being committed is committed first: the next one comes on top of it.
  const isAtWork = isInFlight(state) || !revisionsCommitted(state);
  if (state.planApproval.status === 'void' && !isAtWork) return planGate(context);
  const revision = revise(state);
  if (revision.length > 0) return revision;
  if (!revisionsCommitted(state)) return [];
  const ahead = nextAhead(context);
  if (ahead.length > 0) return ahead;
  const beside = superviseBeside(state);
  if (beside.length > 0) return beside;
  const merging = state.baseMerge === undefined ? [] : adaptGate(context);
  if (merging.length > 0) return merging;
  if (state.phase === 'validate') return nextValidation(context);
  if (state.phase === 'ship') return nextShip(context);
  if (state.adaptation) return state.adaptation.proposal ? adaptGate(context) : unadapted(context);
  const current = currentWave(state);
  const reconciling = current?.state === undefined ? waveToReconcile(state) : undefined;
  if (reconciling !== undefined) return gateNeeded(context, 'reconcile', reconciling);
  if (!current) return [{ type: 'validation-started', attempt: (state.validation?.attempt ?? 0) + 1 }];
  return nextWave(context, current.wave, current.state);
}

/** Failures that a person has answered already, and not by another plan. */
function unadapted(context: Context): readonly RunEvent[] {
  if (blockersOverruled(context.state)) return gateNeeded(context, 'acceptance');
  const divided = retryCrashed(context.state, runningOrCrashed(context.state));
  if (divided) return divided;
  const again = answerComments(context);
  return again.length > 0 ? again : questions(context);
}

/** Session of the division of the wave at hand. */
function runningOrCrashed(state: RunState): string | undefined {
  return divisionOf(state, state.waves[state.adaptation?.cause.wave ?? ''])?.session;
}

/**
 * A wave that nothing but questions keep from going on waits for answers, of supervisors where they are written down already;
 * the plan can be changed instead.
 */
function questions(context: Context): readonly RunEvent[] {
  const wave = context.state.adaptation?.cause.wave;
  if (openQuestions(context.state, wave).length === 0) return [];
  return superviseQuestions(context.state, wave) ?? gateNeeded(context, 'answer', wave);
}

/** Every proposal has its own gate: the one before it was rejected, voided or used. */
function adaptGate(context: Context): readonly RunEvent[] {
  const latest = latestGate(context.state, 'adapt');
  if (latest?.status !== 'rejected') return gateNeeded(context, 'adapt');
  const { state, at, tools } = context;
  return [openGate('adapt', state, at, gateEvidence('adapt', state, tools))];
}

/** Every revision of the plan becomes a commit on the run branch, in order, before the next wave opens. */
function revise(state: RunState): readonly RunEvent[] {
  const pending = state.revisions.find((revision) => revision.commit === undefined);
  if (!pending || pending.revision !== state.plan.revision) return [];
  const scope = { kind: 'adapt' as const, revision: pending.revision };
  const planned = mechanicalSession(state, 'revise', scope, 'plan');
  const session = state.sessions[planned.id];
  if (!session) return [{ type: 'sessions-planned', scope, sessions: [planned] }];
  if (session.status !== 'ended') return [];
  const retried = retryCrashed(state, session.id);
  if (retried) return retried;
  const { outcome, commit, tree, message } = session.result ?? { outcome: 'crashed', message: '' };
  if (outcome === 'done' && commit && tree) {
    return [{ type: 'plan-committed', revision: pending.revision, commit, tree }];
  }
  return [{ type: 'run-stopped', who: 'Wavegate', reason: `The plan revision could not be committed: ${message}` }];
}
