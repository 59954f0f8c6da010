import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Node } from 'yaml';
import type { Span } from '../codes.ts';
import type { Path } from '../locate.ts';
import { deepest, spanOfNode } from '../readYaml.ts';
import type { YamlText } from '../readYaml.ts';

/** Position of a node in its table. */
export type NodeIndex = number;
export type NodeKind = 'scalar' | 'list' | 'mapping' | 'alias' | 'nothing';

const kinds: readonly NodeKind[] = ['scalar', 'list', 'mapping', 'alias', 'nothing'];
/** Numbers per node: its span, its key's span, kind, number of nodes in it with itself, and what an alias stands for. */
const stride = 7;

/**
 * Where everything in a text stands, as a row of numbers: a hundredth of the memory of the parser's own nodes, which is what
 * lets a plan of thousands of tasks stay open. Nodes come in the order of the text, each before what it contains.
 */
export class NodeTable {
  readonly #numbers: Int32Array;
  readonly #names: readonly (string | undefined)[];

  constructor(text: YamlText) {
    const builder = new Builder(text);
    if (text.root !== undefined) builder.add(text.root, undefined, 0);
    this.#numbers = Int32Array.from(builder.numbers);
    this.#names = builder.names;
  }

  /** The root, unless the text is empty. */
  get root(): NodeIndex | undefined {
    return this.#numbers.length === 0 ? undefined : 0;
  }

  /** Offset of the end of the last key, text or alias; brackets may follow. 0 for an empty text. */
  get lastEnd(): number {
    for (let node = this.#names.length - 1; node >= 0; node--) {
      const end = Math.max(this.#at(node, 1), this.#at(node, 3));
      if (end !== -1) return end;
    }
    return 0;
  }

  kind(node: NodeIndex): NodeKind {
    return kinds[this.#at(node, 4)] ?? 'nothing';
  }

  span(node: NodeIndex): Span {
    return { start: this.#at(node, 0), end: this.#at(node, 1) };
  }

  /** Position of the key of a node; undefined for entries of lists and for the root. */
  keySpan(node: NodeIndex): Span | undefined {
    const start = this.#at(node, 2);
    return start === -1 ? undefined : { start, end: this.#at(node, 3) };
  }

  /** The key of a node as YAML reads it. */
  name(node: NodeIndex): string | undefined {
    return this.#names[node];
  }

  /** Children of a list or mapping, in order; aliases are not resolved. */
  children(node: NodeIndex): readonly NodeIndex[] {
    const found: NodeIndex[] = [];
    const end = node + this.#at(node, 5);
    for (let child = node + 1; child < end; child += this.#at(child, 5)) found.push(child);
    return found;
  }

  /**
   * The node a path leads to, through aliases and merge keys.
   *
   * @param nearest gives for a path that does not exist its nearest ancestor
   */
  find(path: Path, nearest = false): NodeIndex | undefined {
    let node = this.root;
    for (const element of path) {
      const next = node === undefined ? undefined : this.#child(node, element);
      if (next === undefined) return nearest ? node : undefined;
      node = next;
    }
    return node;
  }

  #child(parent: NodeIndex, element: string | number): NodeIndex | undefined {
    const node = this.#resolved(parent);
    if (typeof element === 'number') return this.kind(node) === 'list' ? this.#entry(node, element) : undefined;
    if (this.kind(node) !== 'mapping') return undefined;
    let own: NodeIndex | undefined;
    let merges = false;
    const end = node + this.#at(node, 5);
    for (let child = node + 1; child < end; child += this.#at(child, 5)) {
      const name = this.#names[child];
      // The last of two equal keys is the one whose value counts.
      if (name === element) own = child;
      merges ||= name === '<<';
    }
    if (own !== undefined || !merges) return own;
    for (const merge of this.children(node)) {
      if (this.#names[merge] !== '<<') continue;
      const sources = this.kind(merge) === 'list' ? this.children(merge) : [merge];
      for (const source of sources) {
        const found = this.#child(source, element);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  #entry(list: NodeIndex, index: number): NodeIndex | undefined {
    const end = list + this.#at(list, 5);
    let entry = list + 1;
    for (let left = index; left > 0 && entry < end; left--) entry += this.#at(entry, 5);
    return entry < end ? entry : undefined;
  }

  #resolved(node: NodeIndex): NodeIndex {
    const target = this.#at(node, 6);
    return target === -1 ? node : target;
  }

  #at(node: NodeIndex, field: number): number {
    return this.#numbers[node * stride + field] ?? -1;
  }
}

class Builder {
  readonly numbers: number[] = [];
  readonly names: (string | undefined)[] = [];
  readonly #text: YamlText;
  readonly #known = new Map<Node, NodeIndex>();

  constructor(text: YamlText) {
    this.#text = text;
  }

  add(node: Node | undefined, key: Node | undefined, depth: number): void {
    const index = this.names.length;
    const { start, end } = node === undefined ? { start: -1, end: -1 } : spanOfNode(node);
    const named = key === undefined ? { start: -1, end: -1 } : spanOfNode(key);
    const target = isAlias(node) ? this.#text.aliased.get(node) : undefined;
    this.numbers.push(start, end, named.start, named.end, kinds.indexOf(kindOf(node)), 1);
    this.numbers.push(target === undefined ? -1 : (this.#known.get(target) ?? -1));
    this.names.push(isScalar(key) ? String(key.value) : undefined);
    if (node !== undefined && this.#text.anchored) this.#known.set(node, index);
    if (depth < deepest) {
      if (isSeq(node)) for (const item of node.items) this.add(item as Node, undefined, depth + 1);
      if (isMap(node)) {
        const pairs = node.items as readonly { readonly key: Node; readonly value: Node | null }[];
        for (const pair of pairs) this.add(pair.value ?? undefined, pair.key, depth + 1);
      }
    }
    this.numbers[index * stride + 5] = this.names.length - index;
  }
}

function kindOf(node: Node | undefined): NodeKind {
  if (isScalar(node)) return 'scalar';
  if (isSeq(node)) return 'list';
  if (isMap(node)) return 'mapping';
  return isAlias(node) ? 'alias' : 'nothing';
}
