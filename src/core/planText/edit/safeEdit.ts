import { Lexer } from 'yaml';
import { applyEdits } from './editableText.ts';
import type { Edit, EditableText } from './editableText.ts';
import { readYaml } from '../readYaml.ts';
import { memoize } from '../../../util/memoize.ts';

/**
 * Whether edits leave a text that is still read without new errors and has lost no comment. An edit that does not is not
 * offered: correcting a plan by hand is better than repairing a correction.
 */
export function isSafe(text: EditableText, edits: readonly Edit[]): boolean {
  const { source } = text;
  const after = applyEdits(source, edits);
  if (errorsIn(after) > errorsBefore(text)) return false;
  const touchesComment = edits.some(({ start, end }) => source.slice(start, end).includes('#'));
  return !touchesComment || keepsComments(source, after);
}

const errorsBefore = memoize(({ source }: EditableText) => errorsIn(source));

function errorsIn(source: string): number {
  return readYaml(source).problems.filter(({ severity }) => severity === 'error').length;
}

/** Whether every comment of the one text is in the other, at least as often. */
export function keepsComments(before: string, after: string): boolean {
  const left = new Map<string, number>();
  for (const comment of commentsOf(after)) left.set(comment, (left.get(comment) ?? 0) + 1);
  return commentsOf(before).every((comment) => {
    const count = left.get(comment) ?? 0;
    left.set(comment, count - 1);
    return count > 0;
  });
}

function commentsOf(source: string): readonly string[] {
  return [...new Lexer().lex(source)].filter((token) => token.startsWith('#')).map((token) => token.trimEnd());
}
