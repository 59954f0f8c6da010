import { countPassing } from '../../../util/binarySearch.ts';
import type { Span } from '../codes.ts';
import type { Path } from '../locate.ts';
import type { NodeIndex, NodeKind, NodeTable } from './nodeTable.ts';
import { offsetInPiece, placedIn, spanInSource } from './planDocument.ts';
import type { PlacedPiece, PlanDocument } from './planDocument.ts';

/** Node at an offset: a key of the mapping at `path`'s parent, or the text at `path`. */
export interface Place {
  readonly role: 'key' | 'value';
  readonly path: Path;
  /** The characters it is written with, quotes included. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Names of all keys in the mapping that contains the key or text; empty for entries of a list. */
  readonly siblings: readonly string[];
}

/** A piece, the path of what it contains, and how its own text leads there: entries are read as lists of one. */
interface Holder {
  readonly placed: PlacedPiece;
  readonly path: Path;
  readonly own: Path;
}

/** The innermost piece that contains a path, with the rest of the path. */
function holderOf({ root, waves }: PlanDocument, path: Path): { readonly placed: PlacedPiece; readonly rest: Path } {
  const [first, wave, third, task] = path;
  const placedWave = first === 'waves' && typeof wave === 'number' ? waves[wave] : undefined;
  if (placedWave === undefined) return { placed: root, rest: path };
  const { head, tasks } = placedWave.pieces;
  const placedTask = third === 'tasks' && typeof task === 'number' ? tasks[task] : undefined;
  return placedTask === undefined
    ? { placed: placedIn(placedWave, head), rest: [0, ...path.slice(2)] }
    : { placed: placedIn(placedWave, placedTask), rest: [0, ...path.slice(4)] };
}

/**
 * Where the value of a path is, or (`'key'`) the key that names it. A collection is shown by its first line, because
 * underlining all of a wave hides what is wrong inside it. A path that does not exist gives its nearest ancestor.
 */
export function spanAt(document: PlanDocument, path: Path, part: 'key' | 'value' = 'value'): Span {
  const { placed, rest } = holderOf(document, path);
  const { nodes } = placed.read;
  const node = nodes.find(rest, true);
  if (node === undefined) return { start: 0, end: 0 };
  const key = nodes.keySpan(node);
  const isThere = nodes.kind(node) !== 'nothing';
  const wanted = key !== undefined && (part === 'key' || !isThere) ? key : nodes.span(node);
  const { start, end } = spanInSource(placed, wanted);
  if (wanted === key || nodes.kind(node) === 'scalar') return { start, end };
  return { start, end: Math.min(Math.max(end, start), lineEnd(document.source, start)) };
}

/** The characters of the text at a path, as they are in the source; empty when there is none. */
export function writtenAt(document: PlanDocument, path: Path): string {
  const { placed, rest } = holderOf(document, path);
  const { nodes, text } = placed.read;
  const node = nodes.find(rest);
  if (node === undefined || nodes.kind(node) !== 'scalar') return '';
  const { start, end } = nodes.span(node);
  return text.slice(start, end);
}

/** All of the value at a path, several lines included; undefined when there is none. */
export function rangeAt(document: PlanDocument, path: Path): Span | undefined {
  const { placed, rest } = holderOf(document, path);
  const { nodes } = placed.read;
  const node = nodes.find(rest);
  return node === undefined || nodes.kind(node) === 'nothing' ? undefined : spanInSource(placed, nodes.span(node));
}

/** Kind of the value at a path, with its keys or number of entries; undefined when the path does not exist. */
export function kindAt(
  document: PlanDocument,
  path: Path,
): { readonly kind: NodeKind; readonly keys: readonly string[]; readonly size: number } | undefined {
  const { placed, rest } = holderOf(document, path);
  const { nodes } = placed.read;
  const node = nodes.find(rest);
  if (node === undefined) return undefined;
  const children = nodes.children(node);
  return { kind: nodes.kind(node), keys: children.flatMap((child) => nodes.name(child) ?? []), size: children.length };
}

/**
 * The key or text that an offset touches, or undefined between them. Where one thing ends and the next starts at the same
 * offset, it is the next.
 */
export function placeAt(document: PlanDocument, offset: number): Place | undefined {
  const { placed, path, own } = holderAt(document, offset);
  const found = touched(placed.read.nodes, offsetInPiece(placed, offset));
  if (found === undefined || found.path.length < own.length) return undefined;
  const { start, end } = spanInSource(placed, found.span);
  return {
    role: found.role,
    path: [...path, ...found.path.slice(own.length)],
    text: placed.read.text.slice(found.span.start, found.span.end),
    start,
    end,
    siblings: found.siblings,
  };
}

interface Touched {
  readonly role: Place['role'];
  readonly path: Path;
  readonly span: Span;
  readonly siblings: readonly string[];
}

function touched(nodes: NodeTable, offset: number): Touched | undefined {
  const touches = ({ start, end }: Span): boolean => start <= offset && offset <= end && start !== -1;
  let path: Path = [];
  let siblings: readonly string[] = [];
  for (let node: NodeIndex | undefined = nodes.root; node !== undefined;) {
    const kind = nodes.kind(node);
    if (kind === 'scalar') {
      const span = nodes.span(node);
      return touches(span) ? { role: 'value', path, span, siblings } : undefined;
    }
    const children: readonly NodeIndex[] = nodes.children(node);
    const index = children.findLastIndex((child) => {
      const key = nodes.keySpan(child);
      return touches(nodes.span(child)) || (key !== undefined && touches(key));
    });
    const child = children[index];
    if (child === undefined) return undefined;
    siblings = kind === 'mapping' ? children.map((each) => nodes.name(each) ?? '') : [];
    path = [...path, kind === 'mapping' ? (siblings[index] ?? '') : index];
    const key = nodes.keySpan(child);
    if (key !== undefined && touches(key)) return { role: 'key', path, span: key, siblings };
    node = child;
  }
  return undefined;
}

function holderAt(document: PlanDocument, offset: number): Holder {
  const { root, waves } = document;
  const index = lastFrom(waves, ({ at }) => at <= offset);
  const wave = waves[index];
  if (wave === undefined || beyond(root, offset)) return { placed: root, path: [], own: [] };
  const { tasks } = wave.pieces;
  const head = placedIn(wave, wave.pieces.head);
  const task = lastFrom(tasks, ({ piece }) => wave.at + piece.start <= offset);
  const placedTask = tasks[task];
  const path = ['waves', index];
  if (placedTask === undefined || beyond(head, offset)) return { placed: head, path, own: [0] };
  return { placed: placedIn(wave, placedTask), path: [...path, 'tasks', task], own: [0] };
}

/** Whether an offset lies after the hole of a piece. The end of the text belongs to what stands last. */
function beyond({ piece: { hole, end } }: PlacedPiece, offset: number): boolean {
  return hole !== undefined && offset >= hole.end && hole.end < end;
}

/** Index of the last entry that passes, when those that pass come first; -1 for none. */
export function lastFrom<Entry>(entries: readonly Entry[], passes: (entry: Entry) => boolean): number {
  return countPassing(entries, passes) - 1;
}

function lineEnd(source: string, start: number): number {
  const newline = source.indexOf('\n', start);
  if (newline === -1) return source.length;
  return source[newline - 1] === '\r' && newline > start ? newline - 1 : newline;
}
