import { applyEdits, editableText, listAt, mapAt } from './editableText.ts';
import type { Refused } from './editableText.ts';
import { appendPair, appendToList } from './insert.ts';
import { isSafe } from './safeEdit.ts';

/** A plan text with one more lens of the audit. Comments and everything else stay as they are. */
export function addLens(source: string, id: string, focus: string): string | Refused {
  const text = editableText(source);
  const [plan, audit, lenses] = [mapAt(text, []), mapAt(text, ['audit']), listAt(text, ['audit', 'lenses'])];
  const isThere = lenses?.items.some(
    (_lens, index) => mapAt(text, ['audit', 'lenses', index])?.get('id', true)?.toString() === id,
  );
  if (isThere === true) return { refused: `The plan has a lens ${id} already. Give it another name.` };
  const lens = { id, focus };
  const edit =
    audit !== undefined
      ? appendToList(text, audit, 'lenses', lens)
      : plan?.has('audit') === false
        ? appendPair(text, plan, 'audit', { lenses: [lens] })
        : undefined;
  if (edit === undefined || !isSafe(text, [edit])) {
    return { refused: 'The audit of the plan cannot be added to by machine. Write it into audit.lenses by hand.' };
  }
  return applyEdits(source, [edit]);
}
