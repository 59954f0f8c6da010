import { canonicalJson } from '../../canonicalJson.ts';
import type { Context } from '../gate/openGate.ts';
import type { RunEvent, WaveFailure } from '../../model/events.ts';
import type { Tools } from '../../model/tools.ts';
import { mechanicalSession } from '../session/planSession.ts';
import { taskSessions, waveScope } from '../../queries/runQueries.ts';
import type { Session, WaveState } from '../../model/state.ts';
import { haltOverBudget, haltRest, limitOf } from '../session/usageLimits.ts';
import { sessionPlanned, stepFailed, stepPassed } from './waveEvents.ts';

/** Goes on once all sessions of a wave have ended: their work is merged, or the wave has failed. */
export function sessionsEnded({ state, tools }: Context, wave: WaveState): readonly RunEvent[] {
  const sessions = taskSessions(state, wave);
  const halted = [...haltRest(state, sessions), ...haltOverBudget(state, sessions)];
  if (halted.length > 0) return halted;
  if (sessions.some((session) => session.status !== 'ended')) return [];
  const failed = sessions.filter((session) => session.result?.outcome !== 'done');
  if (failed.length > 0) {
    const message = failureMessage(failed);
    const limit = limitOf(failed);
    const failure: WaveFailure = {
      kind: 'sessions',
      ...(limit === undefined ? {} : { limit }),
      sessions: failed.map((session) => session.id),
      suspects: failed.map((session) => session.subject),
      message,
    };
    return stepFailed(wave, 'handoffs', failure);
  }
  const evidence = Object.fromEntries(sessions.flatMap((session) => handoffEvidence(session, tools)));
  return [
    stepPassed(wave, 'handoffs', evidence),
    sessionPlanned(wave, mechanicalSession(state, 'merge', waveScope(wave), 'merge')),
  ];
}

/** Why sessions failed: a reason shared by several is given once. */
function failureMessage(failed: readonly Session[]): string {
  const subjects = new Map<string, string[]>();
  for (const { subject, result } of failed) {
    const message = result?.message ?? 'no result';
    subjects.set(message, [...(subjects.get(message) ?? []), subject]);
  }
  return [...subjects].map(([message, names]) => `${names.join(', ')}: ${message}`).join(' ');
}

/** The work of a session, and what it said of it, as hashes. */
function handoffEvidence({ subject, result }: Session, { sha256 }: Tools): readonly (readonly [string, string])[] {
  const { snapshot = '', handoff, stages = [] } = result ?? {};
  return [
    [subject, snapshot],
    ...(handoff === undefined ? [] : [[`${subject} handoff`, sha256(handoff)] as const]),
    ...stages.map((proof) => [`${subject} ${proof.stage}`, sha256(canonicalJson(proof))] as const),
  ];
}
