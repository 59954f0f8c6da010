import { isMap, isScalar, isSeq } from 'yaml';
import type { Node } from 'yaml';
import type { Path } from './locate.ts';
import type { YamlText } from './readYaml.ts';

/** What stands at an offset: a key of the mapping at `path`'s parent, or the text at `path`. */
export interface Place {
  readonly role: 'key' | 'value';
  readonly path: Path;
  /** The key or text as YAML reads it. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Names of all keys in the mapping that holds the key or text; empty for entries of a list. */
  readonly siblings: readonly string[];
}

/**
 * The key or text that an offset touches, or undefined between them. Where one thing ends and the next starts at the same
 * offset, it is the next.
 */
export function placeAt({ root }: YamlText, offset: number): Place | undefined {
  let node: Node | null | undefined = root;
  let path: Path = [];
  let siblings: readonly string[] = [];
  while (node !== undefined && node !== null) {
    if (isScalar(node)) return touches(node, offset) ? placeOf(node, 'value', path, siblings) : undefined;
    if (isSeq(node)) {
      const items = node.items as readonly Node[];
      const index = items.findLastIndex((item) => touches(item, offset));
      if (index === -1) return undefined;
      path = [...path, index];
      siblings = [];
      node = items[index];
    } else if (isMap(node)) {
      const pairs = node.items as readonly { readonly key: Node; readonly value: Node | null }[];
      siblings = pairs.map(({ key }) => (isScalar(key) ? String(key.value) : ''));
      const index = pairs.findLastIndex(
        ({ key, value }) => touches(key, offset) || (value !== null && touches(value, offset)),
      );
      const pair = pairs[index];
      if (pair === undefined) return undefined;
      path = [...path, siblings[index] ?? ''];
      if (touches(pair.key, offset)) return placeOf(pair.key, 'key', path, siblings);
      node = pair.value;
    } else return undefined;
  }
  return undefined;
}

function placeOf(node: Node, role: Place['role'], path: Path, siblings: readonly string[]): Place {
  const [start = 0, end = 0] = node.range ?? [];
  return { role, path, text: isScalar(node) ? String(node.value) : '', start, end, siblings };
}

function touches(node: Node, offset: number): boolean {
  const [start = 0, end = -1] = node.range ?? [];
  return start <= offset && offset <= end;
}
