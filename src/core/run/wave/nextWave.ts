import type { PlanWave } from '../../plan/schema/plan.ts';
import { refusedFiles } from '../../gates/fileMarks.ts';
import { awaitsAhead } from '../ahead/nextAhead.ts';
import { gatesBefore } from '../gate/customGates.ts';
import { gateNeeded } from '../gate/openGate.ts';
import type { Context } from '../gate/openGate.ts';
import { authorOf } from '../../queries/comments.ts';
import type { RunEvent } from '../../model/events.ts';
import type { SessionResult } from '../../model/sessionResult.ts';
import { resolvedMerge } from '../../model/names.ts';
import { planResolver } from './planResolver.ts';
import { checkSession, mechanicalSession, retryCrashed } from '../session/planSession.ts';
import { planVerifier } from './planVerifier.ts';
import {
  currentWave,
  isEmpty,
  isPrepared,
  latestGate,
  mergedBy,
  taskSessions,
  waveScope,
} from '../../queries/runQueries.ts';
import { explore } from './explore.ts';
import { runProbes } from './runProbes.ts';
import type { RunState, Session, WaveState } from '../../model/state.ts';
import { suspectsOf } from './suspects.ts';
import { openWave } from './openWave.ts';
import { sessionsEnded } from './sessionsEnded.ts';
import { sessionPlanned, stepFailed, stepPassed } from './waveEvents.ts';

/** Next events of the current wave. */
export function nextWave(context: Context, wave: PlanWave, state: WaveState | undefined): readonly RunEvent[] {
  if (!state) return [openWave(context, wave, 1)];
  switch (state.status) {
    case 'preparing':
      if (!isPrepared(state)) return [];
      // Directives follow from the plan, so those that an earlier revision led to do not count.
      if (preparedPlan(state) !== context.state.plan.hash) return [openWave(context, wave, state.attempt + 1)];
      return (
        runProbes(context.state, state) ??
        explore(context, wave, state) ??
        (awaitsAhead(context, wave.id)
          ? []
          : (gatesBefore(context, 'launch', wave.id) ?? gateNeeded(context, 'launch', wave.id)))
      );
    case 'launch':
      return latestGate(context.state, 'launch', wave.id)?.voided === undefined
        ? []
        : [openWave(context, wave, state.attempt + 1)];
    case 'dispatching':
      return nothingToPrepare(context.state, state) ? [worktreesReady(state)] : [];
    case 'running':
      return sessionsEnded(context, state);
    case 'merging':
      return merged(context, state);
    case 'resolving':
      return resolved(context, state);
    case 'testing':
      return tested(context, state);
    case 'verifying':
      return verified(context, state);
    case 'spot-check':
      return spotChecked(context, state);
    case 'committing':
      return committed(context, state);
    case 'failed':
      // An adaptation would be pending otherwise: the plan was revised since, so the wave is tried again.
      return [openWave(context, wave, state.attempt + 1)];
    case 'committed':
    case 'carried':
      return [];
  }
}

/**
 * A wave that was rejected with comments goes through its steps once more: the agents that did what they are about answer
 * them, the others' work is kept. Where a comment is about no task's work, a person picks how to continue instead.
 */
export function answerComments(context: Context): readonly RunEvent[] {
  const current = currentWave(context.state);
  const { failure, attempt } = current?.state ?? {};
  if (!current?.state || attempt === undefined || failure?.kind !== 'spot-check') return [];
  const { comments = [] } = failure;
  const state = current.state;
  const answerable =
    comments.length > 0 && comments.every(({ file }) => authorOf(context.state, state, file) !== undefined);
  return answerable && state.status === 'failed' ? [openWave(context, current.wave, attempt + 1)] : [];
}

/** Hash of the plan that the wave was prepared on. */
function preparedPlan({ steps }: WaveState): string | undefined {
  return steps.find(({ step }) => step === 'entry')?.evidence['plan'];
}

function nothingToPrepare(state: RunState, wave: WaveState): boolean {
  return taskSessions(state, wave).every((session) => session.status !== 'planned');
}

function worktreesReady(wave: WaveState): RunEvent {
  return { type: 'worktrees-ready', scope: waveScope(wave), evidence: {} };
}

function merged(context: Context, wave: WaveState): readonly RunEvent[] {
  const { state } = context;
  const retried = retryCrashed(state, wave.merge?.session);
  const result = resultOf(state, wave.merge?.session);
  if (retried || !result) return retried ?? [];
  if (result.outcome !== 'done' || !result.commit || !result.tree) {
    const resolver = planResolver(state, wave, result);
    return resolver ? [sessionPlanned(wave, resolver)] : notMerged(state, wave, result, result.message);
  }
  const passed = stepPassed(wave, 'merge', { commit: result.commit, tree: result.tree });
  const check = checkSession(state, waveScope(wave), result.commit);
  return [passed, ...(check ? [sessionPlanned(wave, check)] : afterChecks(context, wave))];
}

/** Merges the resolver's work like any other work; it goes through the same gates. */
function resolved({ state }: Context, wave: WaveState): readonly RunEvent[] {
  const result = resultOf(state, wave.resolver);
  const conflict = resultOf(state, wave.merge?.session);
  if (!result || !conflict) return [];
  if (result.outcome === 'done')
    return [sessionPlanned(wave, mechanicalSession(state, 'merge', waveScope(wave), resolvedMerge))];
  const message = `${conflict.message} An agent tried to resolve it and could not: ${result.question ?? result.message}`;
  return notMerged(state, wave, conflict, message);
}

function notMerged(state: RunState, wave: WaveState, merge: SessionResult, message: string): readonly RunEvent[] {
  const files = merge.conflicts ?? [];
  const suspects = suspectsOf(state, wave, [], files);
  const kind = files.length > 0 ? { kind: 'conflict' as const, files } : { kind: 'mechanical' as const };
  return stepFailed(wave, 'merge', { ...kind, suspects, message });
}

function tested(context: Context, wave: WaveState): readonly RunEvent[] {
  const retried = retryCrashed(context.state, wave.check?.session);
  const result = resultOf(context.state, wave.check?.session);
  if (retried || !result) return retried ?? [];
  if (result.outcome === 'done' || wave.accepted !== undefined) return afterChecks(context, wave);
  const suspects = suspectsOf(context.state, wave, result.checks ?? [], []);
  return stepFailed(wave, 'close', { kind: 'checks', suspects, message: result.message });
}

/** Verification of the merged work, where the plan has somebody do that, before a person reviews it. */
function afterChecks(context: Context, wave: WaveState): readonly RunEvent[] {
  const verifier = wave.verifier === undefined ? planVerifier(context.state, wave) : undefined;
  return verifier === undefined ? gateNeeded(context, 'spot-check', wave.id) : [sessionPlanned(wave, verifier)];
}

/** A verifier without a report leaves the wave where it is: the work is kept, and trying again verifies it once more. */
function verified(context: Context, wave: WaveState): readonly RunEvent[] {
  const result = resultOf(context.state, wave.verifier);
  if (!result) return [];
  if (result.outcome === 'done') return gateNeeded(context, 'spot-check', wave.id);
  const message = `The verifier did not end with a report: ${result.question ?? result.message}`;
  return stepFailed(wave, 'close', { kind: 'sessions', sessions: [wave.verifier ?? ''], suspects: [], message });
}

function spotChecked(context: Context, wave: WaveState): readonly RunEvent[] {
  const gate = latestGate(context.state, 'spot-check', wave.id);
  if (!gate) return [];
  if (gate.voided !== undefined) return gateNeeded(context, 'spot-check', wave.id);
  if (gate.status === 'rejected') {
    const files = refusedFiles(gate.decision?.answers ?? {});
    const suspects = suspectsOf(context.state, wave, [], files);
    const note = gate.decision?.note ?? '';
    const message = `Rejected at the spot-check: ${note}`;
    const comments = gate.decision?.comments ?? [];
    const failure = { kind: 'spot-check' as const, files, suspects, message, note };
    return stepFailed(wave, 'close', comments.length > 0 ? { ...failure, comments } : failure);
  }
  if (gate.usedAt === undefined) return [];
  // A merge is recorded in any case: what it merges is in the run from then on.
  if (isEmpty(wave) && mergedBy(context.state, wave).length === 0)
    return [stepPassed(wave, 'close', { commit: '', tree: '' }), { type: 'wave-unchanged', wave: wave.id }];
  return [sessionPlanned(wave, mechanicalSession(context.state, 'commit', waveScope(wave), 'commit'))];
}

function committed({ state }: Context, wave: WaveState): readonly RunEvent[] {
  const session = Object.values(state.sessions).findLast(
    (candidate) =>
      candidate.kind === 'commit' &&
      candidate.scope.kind === 'wave' &&
      candidate.scope.wave === wave.id &&
      candidate.scope.attempt === wave.attempt,
  );
  const retried = retryCrashed(state, session?.id);
  const result = resultOf(state, session?.id);
  if (retried || !result) return retried ?? [];
  const { commit, tree } = result;
  if (result.outcome !== 'done' || !commit || !tree) {
    return stepFailed(wave, 'close', { kind: 'mechanical', suspects: [], message: result.message });
  }
  const remaining = state.plan.plan.waves.filter(
    (candidate) => candidate.id !== wave.id && state.waves[candidate.id]?.status !== 'committed',
  );
  const evidence = { commit, tree, remaining: remaining.map((candidate) => candidate.id).join(' ') };
  return [stepPassed(wave, 'close', evidence), { type: 'wave-committed', wave: wave.id, commit, tree }];
}

function resultOf(state: RunState, session: string | undefined): Session['result'] {
  const found = session === undefined ? undefined : state.sessions[session];
  return found?.status === 'ended' ? found.result : undefined;
}
