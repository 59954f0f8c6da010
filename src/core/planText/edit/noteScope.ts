import { applyEdits, editableText, mapAt } from './editableText.ts';
import type { Refused } from './editableText.ts';
import { appendPair, appendToList } from './insert.ts';
import { isSafe } from './safeEdit.ts';

/** Parts of the scope that a run may add to. */
export type ScopePart = 'in' | 'deferred';

/** A plan text with further entries of its scope. Comments and everything else stay as they are. */
export function noteScope(
  source: string,
  entries: readonly { readonly part: ScopePart; readonly text: string }[],
): string | Refused {
  let noted = source;
  for (const { part, text } of entries) {
    const editable = editableText(noted);
    const root = mapAt(editable, []);
    const scope = mapAt(editable, ['scope']);
    const line = text.replace(/\s+/g, ' ').trim();
    const edit =
      scope !== undefined
        ? appendToList(editable, scope, part, line)
        : root === undefined
          ? undefined
          : appendPair(editable, root, 'scope', { [part]: [line] });
    if (edit === undefined || !isSafe(editable, [edit])) {
      return {
        refused:
          'The scope of the plan cannot be added to by machine. Write what is to be kept into it by hand, then mark it out here.',
      };
    }
    noted = applyEdits(noted, [edit]);
  }
  return noted;
}
