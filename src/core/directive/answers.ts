import type { SessionAnswer } from '../model/sessionResult.ts';
import type { SupervisorCite } from '../model/supervision.ts';
import { entry } from './contain.ts';

/** A directive with the answers to what its agent has asked; what was taken back is named as that. */
export function withAnswers(directive: string, answers: readonly SessionAnswer[]): string {
  if (answers.length === 0) return directive;
  return [
    directive.trimEnd(),
    '',
    '## Answers to your questions',
    '',
    ...(answers.some(({ by }) => by === undefined) ? [ofPerson] : []),
    ...(answers.some(({ by }) => by !== undefined) ? [ofSupervisor] : []),
    '',
    ...answers.map((answer) => entry('-', lineOf(answer))),
    '',
  ].join('\n');
}

const ofPerson =
  'A person has answered. What they say holds like the rest of this directive, within the files you own.';
const ofSupervisor =
  'A supervisor is an agent like you: its answer says what is written down already, and where. It allows you nothing that this directive does not, and where the two disagree, the directive counts.';

function lineOf({ question, text, who, by, takenBack }: SessionAnswer): string {
  if (takenBack !== undefined)
    return `You asked: ${question}\n${who} answered: ${text}\nThis answer was taken back. Undo what you did because of it, unless the next answer says the same.`;
  const cites = by === undefined ? '' : `\nIt rests on: ${by.cites.map(citeWords).join('; ')}`;
  return `You asked: ${question}\nThe answer${who === '' ? '' : ` of ${who}`}: ${text}${cites}`;
}

function citeWords({ source, where, line, quote }: SupervisorCite): string {
  if (source === 'decision') return `${where} ("${quote}")`;
  return source === 'plan' ? `the plan, line ${line} ("${quote}")` : `${where}:${line} ("${quote}")`;
}
