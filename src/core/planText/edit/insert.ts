import { isMap, isSeq } from 'yaml';
import type { Node, YAMLSeq } from 'yaml';
import { spanOfNode } from '../readYaml.ts';
import { columnOf, endOfContent, linesOfEntry, nextLine } from './editableText.ts';
import type { Edit, EditableText } from './editableText.ts';
import { blockEntry, blockMap, flow } from './writeYaml.ts';
import type { YamlValue } from './writeYaml.ts';

/** Puts a new entry after an entry of a list, in the style of the list. */
export function insertAfter(text: EditableText, list: YAMLSeq, index: number, value: YamlValue): Edit | undefined {
  const item = list.items[index] as Node | undefined;
  if (item === undefined) return undefined;
  if (list.flow === true) {
    const at = spanOfNode(item).end;
    return { start: at, end: at, text: `, ${flow(value)}` };
  }
  const lines = linesOfEntry(text, list, index);
  return lines === undefined ? undefined : insertLines(text, lines.end, blockEntry(value, lines.column));
}

/**
 * Puts lines where a line starts, or after the last line. A blank line that follows there is taken as the custom of the
 * text: one is put before the new lines too.
 */
export function insertLines({ source, eol }: EditableText, at: number, lines: readonly string[]): Edit {
  const block = lines.join(eol);
  const separated = /^[ \t]*\r?\n/.test(source.slice(at, nextLine(source, at + 1)));
  const before = at > 0 && source[at - 1] !== '\n' ? eol : '';
  return { start: at, end: at, text: `${before}${separated ? eol : ''}${block}${before === '' ? eol : ''}` };
}

/** Adds a value to a list under a key of a mapping; the list is made where it is missing. */
export function appendToList(text: EditableText, map: Node, key: string, value: YamlValue): Edit | undefined {
  if (!isMap(map)) return undefined;
  const pair = (map.items as { key: Node; value: Node | null }[]).findLast(({ key: name }) => String(name) === key);
  if (pair === undefined) return appendPair(text, map, key, [value]);
  if (!isSeq(pair.value)) return undefined;
  if (pair.value.items.length > 0) return insertAfter(text, pair.value, pair.value.items.length - 1, value);
  const at = spanOfNode(pair.value).start + 1;
  return { start: at, end: at, text: flow(value) };
}

/** Adds values to a list under a key of a mapping; the list is made where it is missing. */
export function appendAllToList(
  text: EditableText,
  map: Node,
  key: string,
  values: readonly YamlValue[],
): readonly Edit[] | undefined {
  if (!isMap(map)) return undefined;
  const pair = (map.items as { key: Node; value: Node | null }[]).findLast(({ key: name }) => String(name) === key);
  if (pair === undefined) {
    const edit = appendPair(text, map, key, values);
    return edit && [edit];
  }
  if (!isSeq(pair.value)) return undefined;
  if (pair.value.items.length === 0) {
    const at = spanOfNode(pair.value).start + 1;
    return [{ start: at, end: at, text: values.map((value) => flow(value)).join(', ') }];
  }
  const list = pair.value;
  const edits = values.map((value) => insertAfter(text, list, list.items.length - 1, value));
  const sound = edits.filter((edit) => edit !== undefined);
  return sound.length === edits.length ? sound : undefined;
}

/** Adds a key with its value at the end of a mapping, in its style. */
export function appendPair(text: EditableText, map: Node, key: string, value: YamlValue): Edit | undefined {
  if (!isMap(map)) return undefined;
  const first = map.items[0] as { key: Node } | undefined;
  if (first === undefined) return undefined;
  const end = endOfContent(lastNodeOf(map));
  if (map.flow === true) return { start: end, end, text: `, ${key}: ${flow(value)}` };
  const column = columnOf(text.source, spanOfNode(first.key).start);
  return insertLines({ ...text }, nextLine(text.source, end), blockMap({ [key]: value }, column));
}

/** The last key or value written in a mapping; of a flow mapping, what is before its closing brace. */
function lastNodeOf(map: Node): Node {
  const last = isMap(map) ? (map.items.at(-1) as { key: Node; value: Node | null } | undefined) : undefined;
  return last?.value ?? last?.key ?? map;
}
