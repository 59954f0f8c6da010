import type { SessionAnswer } from '../model/sessionResult.ts';
import { entry } from './contain.ts';

/** A directive with the answers of a person to what its agent has asked. */
export function withAnswers(directive: string, answers: readonly SessionAnswer[]): string {
  if (answers.length === 0) return directive;
  const lines = answers.map(({ question, text, who }) =>
    entry('-', `You asked: ${question}\nThe answer${who === '' ? '' : ` of ${who}`}: ${text}`),
  );
  return [
    directive.trimEnd(),
    '',
    '## Answers to your questions',
    '',
    'A person has answered. What they say holds like the rest of this directive, within the files you own.',
    '',
    ...lines,
    '',
  ].join('\n');
}
