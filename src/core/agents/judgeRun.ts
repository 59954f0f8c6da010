import type { Outcome } from '../model/sessionResult.ts';
import { classifyFailure, failureMessage } from './failure.ts';
import type { Transcript } from './transcript.ts';

/** How a program of an agent ended by itself. */
export interface ProgramExit {
  readonly exitCode: number | null;
  /** The last output, standard error included. */
  readonly tail: string;
  readonly transcript: Transcript;
}

/**
 * Outcome of an agent's program; undefined when it reports success, so that the handoff decides. Exit code 0 alone says
 * nothing: some programs end with it when they are interrupted or were refused what they needed.
 */
export function judgeRun(exit: ProgramExit): { readonly outcome: Outcome; readonly message: string } | undefined {
  const { exitCode, transcript } = exit;
  if (exitCode === 0 && transcript.final?.ok === true) return undefined;
  const words = lastWords(exit);
  if (exitCode === 0 && transcript.final === undefined && transcript.errors.length === 0) {
    const refused = transcript.denied.at(-1);
    return {
      outcome: 'crashed',
      message: `The agent ended without saying that it has finished.${refused === undefined ? '' : ` It was not allowed: ${refused}.`} Look at its output, then dispatch the task again.`,
    };
  }
  const failure = classifyFailure(words);
  const ending = exitCode === 0 ? '' : exitCode === null ? 'ended by a signal' : `exit code ${exitCode}`;
  return { outcome: failure, message: failureMessage(failure, words || ending) };
}

/** Most telling words about a failure: the program's errors, else its last message, else the end of its output. */
function lastWords({ transcript, tail }: ProgramExit): string {
  if (transcript.errors.length > 0) return [...new Set(transcript.errors)].slice(-3).join(' ');
  if (transcript.retrying !== undefined) return transcript.retrying;
  if (transcript.final !== undefined && transcript.lastText !== '') return transcript.lastText;
  const plain = tail.split('\n').filter((line) => line.trim() !== '' && !line.trimStart().startsWith('{'));
  return plain.slice(-5).join(' ');
}
