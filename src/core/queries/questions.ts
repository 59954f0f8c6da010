import type { RunState, Session } from '../model/state.ts';
import type { SessionAnswer } from '../model/sessionResult.ts';
import { latestGate } from './runQueries.ts';

/** A question that an agent has stopped at. */
export interface OpenQuestion {
  readonly session: Session;
  /** Task of the session. */
  readonly task: string;
  readonly question: string;
}

/**
 * Questions that alone keep a failed wave from going on; none where anything else is wrong with it, too, because an answer
 * would not lead on.
 */
export function openQuestions(state: RunState, wave: string | undefined): readonly OpenQuestion[] {
  const failure = wave === undefined ? undefined : state.waves[wave]?.failure;
  if (failure?.kind !== 'sessions' || state.waves[wave ?? '']?.status !== 'failed') return [];
  const questions = failure.sessions.map((id): OpenQuestion | undefined => {
    const session = state.sessions[id];
    const { outcome, question } = session?.result ?? {};
    if (session === undefined || outcome !== 'blocked' || question === undefined) return undefined;
    return { session, task: session.subject, question };
  });
  return questions.every((question) => question !== undefined) ? questions : [];
}

/** Whether a supervisor reads questions that wait: a person is asked only about what it leaves open. */
export function questionsBeingRead(state: RunState, wave: string): boolean {
  const open = openQuestions(state, wave);
  return Object.values(state.sessions).some(
    ({ supervises, status }) =>
      status !== 'ended' &&
      supervises?.questions.some(({ session: id, epoch }) =>
        open.some(({ session }) => session.id === id && session.epoch === epoch),
      ),
  );
}

/**
 * Those that wait at their gate, on hold or not, or that a supervisor reads: the wave goes on with an answer. None once the gate
 * was turned down.
 */
export function questionsWaiting(state: RunState, wave: string): readonly OpenQuestion[] {
  const status = latestGate(state, 'answer', wave)?.status;
  return status === 'pending' || status === 'hold' || questionsBeingRead(state, wave) ? openQuestions(state, wave) : [];
}

/** Everything a person has answered to the agents of a run, oldest first. */
export function answersGiven(state: RunState): readonly (SessionAnswer & { readonly task: string })[] {
  return Object.values(state.sessions).flatMap(({ subject, answers = [] }) =>
    answers.map((answer) => ({ ...answer, task: subject })),
  );
}
