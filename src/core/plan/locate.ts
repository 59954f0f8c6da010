import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Node } from 'yaml';
import type { Span } from './codes.ts';
import { spanOfNode } from './readYaml.ts';
import type { YamlText } from './readYaml.ts';

/** Keys and indexes that lead from the root of a plan to a value: `['waves', 0, 'tasks', 2, 'owns']`. */
export type Path = readonly (string | number)[];

/**
 * Where the value of a path stands, or (`'key'`) the key that names it. A collection is shown by its first line, because
 * underlining all of a wave hides what is wrong inside it. A path that does not exist gives its nearest ancestor.
 */
export type Locate = (path: Path, part?: 'key' | 'value') => Span;

/** Makes the locate function of a text. */
export function locator(text: YamlText): Locate {
  return (path, part = 'value') => {
    const steps = walk(text, path);
    const last = steps.at(-1);
    if (last === undefined) return { start: 0, end: 0 };
    const wanted = part === 'key' && last.key !== undefined ? last.key : (last.value ?? last.key);
    return wanted === undefined ? { start: 0, end: 0 } : firstLine(text.source, wanted);
  };
}

/** The node a path leads to, aliases and merge keys followed, or undefined. */
export function nodeAt(text: YamlText, path: Path): Node | undefined {
  const steps = walk(text, path);
  return steps.length === path.length + 1 ? steps.at(-1)?.value : undefined;
}

interface Step {
  readonly key?: Node | undefined;
  readonly value?: Node | undefined;
}

/** The root and then one step per element of the path, as far as the path exists. */
function walk(text: YamlText, path: Path): readonly Step[] {
  const steps: Step[] = [{ value: text.root }];
  for (const element of path) {
    const step = child(text, steps.at(-1)?.value, element);
    if (step === undefined) break;
    steps.push(step);
  }
  return steps;
}

function child(text: YamlText, parent: Node | undefined, element: string | number): Step | undefined {
  const node = isAlias(parent) ? text.aliased.get(parent) : parent;
  if (isSeq(node)) {
    const item = typeof element === 'number' ? node.items[element] : undefined;
    return item === undefined ? undefined : { value: item as Node };
  }
  if (!isMap(node)) return undefined;
  const pairs = node.items as readonly { key: Node; value: Node | null }[];
  // The last of two equal keys is the one whose value counts.
  const pair = pairs.findLast(({ key }) => isScalar(key) && String(key.value) === String(element));
  if (pair !== undefined) return { key: pair.key, value: pair.value ?? undefined };
  for (const { key, value } of pairs) {
    if (!isScalar(key) || key.value !== '<<' || value === null) continue;
    for (const source of isSeq(value) ? (value.items as readonly Node[]) : [value]) {
      const found = child(text, source, element);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function firstLine(source: string, node: Node): Span {
  const { start, end } = spanOfNode(node);
  if (isScalar(node)) return { start, end };
  const newline = source.slice(start, end).search(/\r?\n/);
  return { start, end: newline === -1 ? end : start + newline };
}
