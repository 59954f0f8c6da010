import { applyEdits, editableText, mapAt } from './editableText.ts';
import type { Edit, Refused } from './editableText.ts';
import { appendToList } from './insert.ts';

/** A plan text with further constraints for all its tasks. Comments and everything else stay as they are. */
export function keepConstraint(source: string, texts: readonly string[]): string | Refused {
  let kept = source;
  for (const each of texts) {
    const text = editableText(kept);
    const map = mapAt(text, []);
    const edit: Edit | undefined =
      map === undefined ? undefined : appendToList(text, map, 'constraints', each.replace(/\s+/g, ' ').trim());
    if (edit === undefined) {
      return { refused: 'The constraints of the plan cannot be added to by machine. Add the answer by hand.' };
    }
    kept = applyEdits(kept, [edit]);
  }
  return kept;
}
