import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Node } from 'yaml';
import type { YamlText } from './readYaml.ts';

/** Keys and indexes that lead from the root of a plan to a value: `['waves', 0, 'tasks', 2, 'owns']`. */
export type Path = readonly (string | number)[];

/** The node a path leads to in a text, through aliases and merge keys; undefined when there is none. */
export function nodeAt(text: YamlText, path: Path): Node | undefined {
  let found: Node | undefined = text.root;
  for (const element of path) found = child(text, found, element);
  return found;
}

function child(text: YamlText, parent: Node | undefined, element: string | number): Node | undefined {
  const node = isAlias(parent) ? text.aliased.get(parent) : parent;
  if (isSeq(node)) return typeof element === 'number' ? (node.items[element] as Node | undefined) : undefined;
  if (!isMap(node)) return undefined;
  const pairs = node.items as readonly { key: Node; value: Node | null }[];
  // The last of two equal keys is the one whose value counts.
  const pair = pairs.findLast(({ key }) => isScalar(key) && String(key.value) === String(element));
  if (pair !== undefined) return pair.value ?? undefined;
  for (const { key, value } of pairs) {
    if (!isScalar(key) || key.value !== '<<' || value === null) continue;
    for (const source of isSeq(value) ? (value.items as readonly Node[]) : [value]) {
      const found = child(text, source, element);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
