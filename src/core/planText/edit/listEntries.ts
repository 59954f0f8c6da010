import { isScalar } from 'yaml';
import type { Node, YAMLSeq } from 'yaml';
import { spanOfNode } from '../readYaml.ts';
import { columnOf, dashOf, linesOfEntry } from './editableText.ts';
import type { Edit, EditableText } from './editableText.ts';
import { scalar } from './writeYaml.ts';

/**
 * Gives entries of a list of texts new contents: `undefined` leaves an entry as it is, an empty list removes it, several
 * texts put further entries after it. At least one entry must remain.
 *
 * @returns the edits, or undefined when an entry is not a text written out in the list
 */
export function rewriteEntries(
  text: EditableText,
  list: YAMLSeq,
  contents: readonly (readonly string[] | undefined)[],
): readonly Edit[] | undefined {
  const edits: Edit[] = [];
  for (const [index, texts] of contents.entries()) {
    if (texts === undefined) continue;
    const item = list.items[index] as Node | undefined;
    if (item === undefined || !isScalar(item)) return undefined;
    const edit = texts.length === 0 ? remove(text, list, index, contents) : replace(text, list, index, texts);
    if (edit === undefined) return undefined;
    edits.push(edit);
  }
  return edits;
}

function replace(
  { source, eol }: EditableText,
  list: YAMLSeq,
  index: number,
  texts: readonly string[],
): Edit | undefined {
  const span = spanOfNode(list.items[index] as Node);
  if (list.flow === true) return { ...span, text: texts.map(scalar).join(', ') };
  const dash = dashOf(list, index);
  if (dash === undefined) return undefined;
  const separator = `${eol}${' '.repeat(columnOf(source, dash))}- `;
  return { ...span, text: texts.map(scalar).join(separator) };
}

/** Takes an entry out with its "-" or comma, and with what is beside it on its line. */
function remove(
  text: EditableText,
  list: YAMLSeq,
  index: number,
  contents: readonly (readonly string[] | undefined)[],
): Edit | undefined {
  if (list.flow !== true) {
    const lines = linesOfEntry(text, list, index);
    return lines === undefined ? undefined : { start: lines.start, end: lines.end, text: '' };
  }
  const spanOf = (at: number): { readonly start: number; readonly end: number } => spanOfNode(list.items[at] as Node);
  const next = index + 1;
  if (next < list.items.length && contents.slice(next).some((texts) => texts?.length !== 0)) {
    return { start: spanOf(index).start, end: spanOf(next).start, text: '' };
  }
  return index === 0 ? undefined : { start: spanOf(index - 1).end, end: spanOf(index).end, text: '' };
}
