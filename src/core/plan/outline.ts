import { isMap, isScalar, isSeq } from 'yaml';
import type { Node } from 'yaml';
import type { Span } from './codes.ts';
import { nodeAt } from './locate.ts';
import type { Path } from './locate.ts';
import { spanOfNode } from './readYaml.ts';
import type { YamlText } from './readYaml.ts';

/** A part of a plan that has a name of its own. */
export interface OutlineEntry {
  readonly kind: 'agent' | 'lens' | 'finding' | 'wave' | 'task';
  /** Id as written; may be empty while it is being typed. */
  readonly id: string;
  readonly title: string;
  /** The whole entry, and the id in it. */
  readonly span: Span;
  readonly idSpan: Span;
  readonly children: readonly OutlineEntry[];
}

/** Agents, audit lenses, findings, and waves with their tasks, as far as they can be made out in a text of any quality. */
export function planOutline(text: YamlText): readonly OutlineEntry[] {
  return [
    ...agents(text),
    ...entries(text, ['audit', 'lenses'], 'lens'),
    ...entries(text, ['findings'], 'finding'),
    ...entries(text, ['waves'], 'wave', (path) => entries(text, [...path, 'tasks'], 'task')),
  ];
}

function entries(
  text: YamlText,
  path: Path,
  kind: OutlineEntry['kind'],
  childrenOf: (path: Path) => readonly OutlineEntry[] = () => [],
): readonly OutlineEntry[] {
  const list = nodeAt(text, path);
  if (!isSeq(list)) return [];
  return (list.items as readonly Node[]).flatMap((item, index): OutlineEntry[] => {
    const id = nodeAt(text, [...path, index, 'id']);
    const title = nodeAt(text, [...path, index, 'title']);
    if (!isScalar(id)) return [];
    return [
      {
        kind,
        id: textOf(id),
        title: textOf(title),
        ...spans(item, id),
        children: childrenOf([...path, index]),
      },
    ];
  });
}

function agents(text: YamlText): readonly OutlineEntry[] {
  const map = nodeAt(text, ['agents']);
  if (!isMap(map)) return [];
  return (map.items as readonly { readonly key: Node; readonly value: Node | null }[]).flatMap(({ key, value }) =>
    isScalar(key)
      ? [{ kind: 'agent' as const, id: textOf(key), title: '', ...spans(value ?? key, key), children: [] }]
      : [],
  );
}

function textOf(node: Node | undefined): string {
  if (!isScalar(node)) return '';
  return typeof node.value === 'string' ? node.value : (node.source ?? '');
}

/** An id may stand outside its entry, when it comes from an alias; the span then takes in both. */
function spans(entry: Node, id: Node): Pick<OutlineEntry, 'span' | 'idSpan'> {
  const [whole, own] = [spanOfNode(entry), spanOfNode(id)];
  return { span: { start: Math.min(whole.start, own.start), end: Math.max(whole.end, own.end) }, idSpan: own };
}
