import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Node, Pair, YAMLMap, YAMLSeq } from 'yaml';
import { nodeAt } from '../locate.ts';
import type { Path } from '../locate.ts';
import { readYaml, spanOfNode } from '../readYaml.ts';
import type { YamlText } from '../readYaml.ts';
import type { Plan } from '../../plan/schema/plan.ts';

/** A text of any quality, for edits that leave the rest of it as it is. */
export interface EditableText {
  readonly source: string;
  readonly yaml: YamlText;
  /** Line end that the text uses. */
  readonly eol: '\n' | '\r\n';
}

/** The text of a plan that fits the format. */
export interface PlanText extends EditableText {
  readonly plan: Plan;
}

/** Replaces `source.slice(start, end)` by `text`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Why a plan cannot be edited this way, for people. */
export interface Refused {
  readonly refused: string;
}

export function editableText(source: string): EditableText {
  return { source, yaml: readYaml(source, true), eol: source.includes('\r\n') ? '\r\n' : '\n' };
}

export function planText(source: string, plan: Plan): PlanText {
  return { ...editableText(source), plan };
}

/** Applies edits that do not overlap, in any order, to the part of the text between two offsets. Equal ones count once. */
export function applyEdits(source: string, edits: readonly Edit[], from = 0, to = source.length): string {
  let text = '';
  let at = from;
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (edit.start < at) continue;
    text += source.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return text + source.slice(at, to);
}

/** The list at a path if it is written out there, not taken over by an alias or a merge key. */
export function listAt({ yaml }: EditableText, path: Path): YAMLSeq | undefined {
  const parent = nodeAt(yaml, path.slice(0, -1));
  const value = isMap(parent) ? ownPair(parent, String(path.at(-1)))?.value : undefined;
  return isSeq(value) ? value : undefined;
}

/** The mapping at a path if it is written out there. */
export function mapAt({ yaml }: EditableText, path: Path): YAMLMap<Node, Node | null> | undefined {
  const node = nodeAt(yaml, path);
  return isMap(node) ? (node as YAMLMap<Node, Node | null>) : undefined;
}

/** The pair that a mapping itself holds under a key. */
export function ownPair(map: YAMLMap, key: string): Pair<Node, Node | null> | undefined {
  return (map.items as Pair<Node, Node | null>[]).findLast((pair) => isScalar(pair.key) && pair.key.value === key);
}

/** Offset right after the last character a node is made of, without the comments and blanks that follow it. */
export function endOfContent(node: Node): number {
  if (isAlias(node) || isScalar(node) || ((isMap(node) || isSeq(node)) && node.flow === true))
    return spanOfNode(node).end;
  const last: unknown = isMap(node) || isSeq(node) ? node.items.at(-1) : undefined;
  if (isSeq(node) && last !== undefined) return endOfContent(last as Node);
  if (isMap(node) && last !== undefined) {
    const { key, value } = last as Pair<Node, Node | null>;
    return endOfContent(value ?? key);
  }
  return spanOfNode(node).end;
}

/** Offset at which the line of an offset starts. */
export function lineStart(source: string, offset: number): number {
  return source.lastIndexOf('\n', offset - 1) + 1;
}

/** Offset at which the next line starts, or the end of the text. An offset at the start of a line stays. */
export function nextLine(source: string, offset: number): number {
  if (offset > 0 && source[offset - 1] === '\n') return offset;
  const newline = source.indexOf('\n', offset);
  return newline === -1 ? source.length : newline + 1;
}

/** Column (from 0) of an offset. */
export function columnOf(source: string, offset: number): number {
  return offset - lineStart(source, offset);
}

/** Offset of the "-" of an entry of a block list. */
export function dashOf(list: YAMLSeq, index: number): number | undefined {
  const token = list.srcToken;
  if (token?.type !== 'block-seq') return undefined;
  return token.items[index]?.start.find(({ type }) => type === 'seq-item-ind')?.offset;
}

/**
 * Lines of an entry of a block list, from the line of its "-" to the line after its end. Comments that follow it deeper than
 * the "-" are part of it.
 */
export function linesOfEntry(
  { source }: EditableText,
  list: YAMLSeq,
  index: number,
): { readonly start: number; readonly end: number; readonly column: number } | undefined {
  const dash = dashOf(list, index);
  const item = list.items[index];
  if (dash === undefined || item === undefined) return undefined;
  const column = columnOf(source, dash);
  let end = nextLine(source, endOfContent(item as Node));
  for (;;) {
    const comment = /^([ ]*)#[^\n]*(?:\n|$)/.exec(source.slice(end, nextLine(source, end + 1)));
    if (comment === null || (comment[1]?.length ?? 0) <= column) break;
    end += comment[0].length;
  }
  return { start: lineStart(source, dash), end, column };
}

/** Comment lines right above an entry, as deep as its "-", say something about it and stay with it. */
export function withCommentsAbove(source: string, start: number, column: number): number {
  let top = start;
  while (top > 0) {
    const above = lineStart(source, top - 1);
    const comment = /^([ ]*)#/.exec(source.slice(above, top));
    if (comment === null || (comment[1]?.length ?? 0) < column) break;
    top = above;
  }
  return top;
}
