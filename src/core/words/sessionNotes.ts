import { planTask, planWave, taskSessions } from '../queries/runQueries.ts';
import type { Claim, SessionResult } from '../model/sessionResult.ts';
import type { RunState, Session, WaveState } from '../model/state.ts';
import { count, listed } from './labels.ts';
import { reviewNotes } from './proofLines.ts';

/**
 * Notes an agent leaves for a person beside its work: questions, observations, claims without proof, and commands it
 * was not allowed to run. One line each, worst first; empty when there is nothing.
 */
export function sessionNotes(result: SessionResult | undefined): readonly string[] {
  if (result === undefined) return [];
  const { question, followUps = [], claims = [], denied, askedToFinish } = result;
  return [
    ...(question === undefined ? [] : [`Asks: ${question}`]),
    ...claims.filter(({ confirmation }) => confirmation === 'contradicted').map(contradiction),
    ...claims.filter(({ confirmation }) => confirmation === 'unverified').map(unverified),
    ...(denied === undefined ? [] : [`${deniedText(denied)}: ${listed(denied.commands, 4)}`]),
    ...(askedToFinish === undefined ? [] : [endedEarly]),
    ...reviewNotes(result),
    ...followUps.map((text) => `Noticed, not asked for: ${text}`),
  ];
}

const endedEarly = 'Ended without a handoff, kept its changes, and was asked once to finish';

/** `4 commands denied`, as short as a row of a list needs it. */
export function deniedText({ count: amount }: NonNullable<SessionResult['denied']>): string {
  return `${count(amount, 'command')} denied`;
}

/** The same notes of all tasks of a wave, each with the title of its task. */
export function waveNotes(state: RunState, wave: WaveState | undefined): readonly string[] {
  return wave === undefined ? [] : taskSessions(state, wave).flatMap((session) => titledNotes(state, session));
}

function titledNotes(state: RunState, session: Session): readonly string[] {
  const wave = session.scope.kind === 'wave' ? planWave(state, session.scope.wave) : undefined;
  const title = planTask(wave, session.subject)?.title ?? session.subject;
  return sessionNotes(session.result).map((note) => `${title}: ${note}`);
}

function contradiction({ command, exitCode, own = null }: Claim): string {
  const really = own === null ? 'did not end' : `ended with ${own}`;
  return `Claims that "${command}" ended with ${exitCode}; it ${really} when Wavegate ran it`;
}

function unverified({ command, exitCode }: Claim): string {
  return `Not verified: "${command}", said to have ended with ${exitCode}; it is not among the commands of the plan`;
}
