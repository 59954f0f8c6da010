import { changedParts } from '../draft/keptParts.ts';
import type { PlanTextEdit } from '../model/planReview.ts';
import type { ParsedPlan } from '../planText/problem.ts';

/** A plan text with an edit made, or why it cannot be, as a sentence. */
export type EditedPlan = { readonly source: string } | { readonly problem: string };

/** Everything the language server would say of a plan text. */
export type CheckText = (source: string) => ParsedPlan;

/**
 * Makes an edit that a reviewer proposed. It is refused where the words it replaces are not there once, where the plan would
 * have an error that it has not now, and where it changes what only a person may.
 */
export function editPlan(source: string, edit: PlanTextEdit, check: CheckText): EditedPlan {
  const at = placeOfEdit(source, edit);
  if ('problem' in at) return at;
  const lineEnd = source.includes('\r\n') ? '\r\n' : '\n';
  const replace = edit.replace.replace(/\r\n?/g, '\n').replaceAll('\n', lineEnd);
  const edited = `${source.slice(0, at.start)}${replace}${source.slice(at.end)}`;
  if (edited === source) return { problem: 'The edit changes nothing.' };
  const before = check(source);
  const after = check(edited);
  const known = new Set(errorsOf(before));
  const error = errorsOf(after).find((message) => !known.has(message));
  if (error !== undefined) return { problem: `With this edit the plan would have an error: ${error}` };
  const [changed] = before.plan === undefined || after.plan === undefined ? [] : changedParts(before.plan, after.plan);
  return changed === undefined ? { source: edited } : { problem: changed };
}

/** Position of the words that an edit replaces; a problem where they are not there exactly once. */
export function placeOfEdit(
  source: string,
  { find }: PlanTextEdit,
): { readonly start: number; readonly end: number } | { readonly problem: string } {
  const words = source.includes('\r\n') ? find.replace(/\r?\n/g, '\r\n') : find;
  const start = words.trim() === '' ? -1 : source.indexOf(words);
  if (start === -1) return { problem: 'The words that the edit replaces are not in the plan (any more).' };
  if (source.includes(words, start + 1)) {
    return {
      problem: 'The words that the edit replaces are in the plan more than once, so it is not clear which are meant.',
    };
  }
  return { start, end: start + words.length };
}

function errorsOf({ problems }: ParsedPlan): readonly string[] {
  return problems.filter(({ severity }) => severity === 'error').map(({ message }) => message);
}
