import { isRed } from '../checks/isRed.ts';
import type { CheckRun } from '../model/checkRun.ts';
import type { Division, DivisionRecord } from '../model/division.ts';
import type { RunState, Session, WaveState } from '../model/state.ts';
import { minutesLeft } from '../queries/budget.ts';
import { planWave, taskSessions, workOf } from '../queries/runQueries.ts';
import { projectedTrials } from './search.ts';

/** The latest division of the attempt at a wave; undefined before its first. */
export function divisionOf(state: RunState, wave: WaveState | undefined): DivisionRecord | undefined {
  return state.divisions?.findLast((record) => record.wave === wave?.id && record.attempt === wave.attempt);
}

/** Findings of a division; undefined while it is under way, and where it was stopped. */
export function findingsOfDivision(state: RunState, record: DivisionRecord | undefined): Division | undefined {
  return record === undefined ? undefined : state.sessions[record.session]?.result?.division;
}

/** The division that is under way. */
export function runningDivision(state: RunState): DivisionRecord | undefined {
  return state.divisions?.find(({ session }) => {
    const found = state.sessions[session];
    return found !== undefined && found.status !== 'ended';
  });
}

/** A division that found what to send back, of which no change of the plan has been made yet. */
export function divisionToPropose(state: RunState): DivisionRecord | undefined {
  const wave = state.waves[state.adaptation?.cause.wave ?? ''];
  if (wave?.status !== 'failed' || state.adaptation?.proposal !== undefined || state.edit) return undefined;
  const record = divisionOf(state, wave);
  if (record === undefined || record.proposed === true) return undefined;
  return findingsOfDivision(state, record)?.end === 'found' ? record : undefined;
}

/** The red set that a task was sent back for, with the session whose work that was. */
export function sentBack(
  state: RunState,
  wave: string,
  task: string,
): { readonly record: DivisionRecord; readonly set: Division['sets'][number]; readonly session?: Session } | undefined {
  for (const record of [...(state.divisions ?? [])].reverse()) {
    const set = findingsOfDivision(state, record)?.sets.find(({ tasks }) => tasks.includes(task));
    if (record.wave === wave || set === undefined) continue;
    const session = Object.values(state.sessions).findLast(
      ({ scope, subject, result }) =>
        scope.kind === 'wave' && scope.wave === record.wave && subject === task && result?.snapshot !== undefined,
    );
    return { record, set, ...(session === undefined ? {} : { session }) };
  }
  return undefined;
}

/** Sessions whose merged work can be divided: those that changed something, in the order in which they were merged. */
export function partsToDivide(state: RunState, wave: WaveState): readonly Session[] {
  return taskSessions(state, wave).filter(
    (session) => session.result?.snapshot !== undefined && workOf(state, session).length > 0,
  );
}

/** Red checks of the wave: what a division looks for. */
export function redChecks(wave: WaveState): readonly CheckRun[] {
  return (wave.check?.checks ?? []).filter(isRed);
}

/** Reason why a failed wave cannot be divided, with what to do instead; undefined where it can. */
export function divideObstacle(state: RunState): string | undefined {
  const wave = state.waves[state.adaptation?.cause.wave ?? ''];
  if (state.adaptation === undefined || wave?.status !== 'failed')
    return 'No wave has failed, so there is nothing to divide.';
  if (state.edit) return 'The plan file has an unapproved edit. Approve it at the plan gate, or undo it first.';
  if (wave.failure?.kind !== 'checks' || wave.merge?.commit === undefined)
    return 'Only a wave whose merged work was checked and is red can be divided. Pick another way to adapt the plan.';
  if (planWave(state, wave.id)?.tasks === undefined) return 'The wave is not in the plan any more.';
  if (wave.resolver !== undefined)
    return 'An agent resolved a conflict between the tasks of this wave, so they cannot be merged without one another. Pick another way to adapt the plan.';
  if (partsToDivide(state, wave).length < 2)
    return 'Only one task of this wave has changed anything, so it is the cause. Send it out again (redispatch), or fix its work.';
  const missing = redChecks(wave).find((check) => check.missing !== undefined);
  if (missing?.missing !== undefined)
    return `The checks lack a part of this machine, so every part of the wave would be red: ${missing.missing} Then run the checks again.`;
  if (runningDivision(state) !== undefined) return 'The wave is being divided already.';
  const left = minutesLeft(state);
  if (left === 0) return 'The minutes of the budget are used up. Raise "budget" in the plan and approve that first.';
  return undefined;
}

/** Expected effort of a division. */
export interface Projection {
  readonly fewest: number;
  readonly most: number;
  /** Time of one trial, as the checks of the whole wave took. */
  readonly milliseconds: number;
  /** Limit after which it ends with what it knows. */
  readonly minutes: number;
}

/** Number of times the red checks will run, and how long once took; undefined where the wave cannot be divided. */
export function projectionOf(state: RunState): Projection | undefined {
  const wave = state.waves[state.adaptation?.cause.wave ?? ''];
  if (wave === undefined || divideObstacle(state) !== undefined) return undefined;
  const parts = partsToDivide(state, wave);
  const likely = likelyTasks(wave, parts);
  const indexes = parts.flatMap(({ subject }, index) => (likely.includes(subject) ? [index] : []));
  const session = state.sessions[wave.check?.session ?? ''];
  const whole = (session?.endedAt ?? 0) - (session?.startedAt ?? session?.endedAt ?? 0);
  const others = (wave.check?.checks ?? []).filter((check) => !isRed(check));
  const spared = others.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const least = redChecks(wave).reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return {
    ...projectedTrials(parts.length, indexes),
    milliseconds: Math.max(least, whole - spared),
    minutes: divideMinutes(state),
  };
}

/** Longest time for a division, in minutes: of the plan, and of what is left of its budget. */
export function divideMinutes(state: RunState): number {
  return Math.min(state.plan.plan.checkpoint.divideMinutes, minutesLeft(state) ?? Infinity);
}

/** Tasks that the output of the failure points at, where it does not point at all of them. */
export function likelyTasks(wave: WaveState, parts: readonly Session[]): readonly string[] {
  const suspects = wave.failure?.suspects ?? [];
  return suspects.length < parts.length
    ? parts.flatMap(({ subject }) => (suspects.includes(subject) ? [subject] : []))
    : [];
}
