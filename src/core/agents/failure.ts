import { saysLimit } from './usageLimit.ts';
import type { Outcome } from '../model/sessionResult.ts';

/** Why an agent's program gave up, as far as its own words tell. */
export type Failure = Extract<Outcome, 'context-exhausted' | 'rate-limited' | 'auth' | 'budget' | 'crashed'>;

/** First match counts: a full context is reported with a status that others use for a bad request. */
const signs: readonly (readonly [Failure, Pick<RegExp, 'test'>])[] = [
  [
    'context-exhausted',
    /context[ _-]?(?:window|length|limit|overflow)|prompt (?:is |as )?too[ _]long|prompt_too_long|maximum number of tokens|ran out of room|too many (?:input )?tokens/i,
  ],
  [
    'budget',
    /max_budget|error_max_turns|max(?:imum)?[ _-](?:session[ _-])?(?:turns|tool[ _-]calls|wall[ _-]time)|budget (?:exceeded|reached)|credit balance is too low|insufficient_quota/i,
  ],
  ['rate-limited', { test: saysLimit }],
  [
    'auth',
    /\b40[13]\b|unauthori[sz]ed|authentication|invalid (?:x-)?api[ _-]?key|incorrect api key|api key not valid|api_key_invalid|not logged in|log ?in (?:first|again)|please run .*login|no authentication|auth(?:entication)? method/i,
  ],
];

/** Classifies an error message of an agent's program. Total: a message that is not recognised counts as a crash. */
export function classifyFailure(message: string): Failure {
  return signs.find(([, sign]) => sign.test(message))?.[0] ?? 'crashed';
}

const advice: Readonly<Record<Failure, string>> = {
  'context-exhausted':
    'Its context is full, and continuing would lose what it knows: dispatch the task again, or split it.',
  'rate-limited': 'Retry the wave once the provider accepts requests again: it continues with the work done so far.',
  auth: 'It is not logged in: log in with its own program and retry the wave, which continues with the work done so far; or name its key variable in env of its profile.',
  budget: 'Its limit is reached: look at what it did, then raise the limit or split the task.',
  crashed: 'Look at its output, then dispatch the task again.',
};

/** Message for people: what happened and what to do next. */
export function failureMessage(failure: Failure, words: string): string {
  const said = words.trim() === '' ? '' : ` It said: ${words.trim().slice(0, 300)}`;
  return `${reasons[failure]}${said.replace(/[^.!?…]$/, '$&.')} ${advice[failure]}`;
}

const reasons: Readonly<Record<Failure, string>> = {
  'context-exhausted': 'The agent could not go on.',
  'rate-limited': 'The agent was refused by its provider.',
  auth: 'The agent was not let in by its provider.',
  budget: 'The agent stopped at a limit.',
  crashed: 'The agent failed.',
};
