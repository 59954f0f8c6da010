import { recordOf } from '../../../util/records.ts';
import type { Span } from '../codes.ts';
import { kindAt, rangeAt, spanAt } from './find.ts';
import { partsOf } from './parts.ts';
import type { PlanDocument } from './planDocument.ts';
import type { Path } from '../locate.ts';

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
export function planOutline(document: PlanDocument): readonly OutlineEntry[] {
  if (document.unreadable) return [];
  const { head, waves = [] } = partsOf(document);
  const { agents, audit, findings } = recordOf(head);
  return [
    ...Object.keys(recordOf(agents)).map((name) => agent(document, name)),
    ...list(recordOf(audit)['lenses']).flatMap((lens, index) =>
      entry(document, ['audit', 'lenses', index], 'lens', lens, []),
    ),
    ...list(findings).flatMap((finding, index) => entry(document, ['findings', index], 'finding', finding, [])),
    ...waves.flatMap((wave, index) => {
      const path = ['waves', index];
      const tasks = (wave.tasks ?? []).flatMap((task, at) => entry(document, [...path, 'tasks', at], 'task', task, []));
      return entry(document, path, 'wave', wave.head, tasks);
    }),
  ];
}

function entry(
  document: PlanDocument,
  path: Path,
  kind: OutlineEntry['kind'],
  value: unknown,
  children: readonly OutlineEntry[],
): readonly OutlineEntry[] {
  const { id, title } = recordOf(value);
  const whole = rangeAt(document, path);
  const isScalar = (key: string): boolean => kindAt(document, [...path, key])?.kind === 'scalar';
  if (whole === undefined || (!isScalar('id') && text(id) === '')) return [];
  // An id that is left out comes from the title of the entry, or of the plan.
  const named = ['id', 'title'].filter(isScalar).slice(0, 1);
  return [{ kind, id: text(id), title: text(title), ...spans(whole, spanAt(document, [...path, ...named])), children }];
}

function agent(document: PlanDocument, name: string): OutlineEntry {
  const own = spanAt(document, ['agents', name], 'key');
  const whole = rangeAt(document, ['agents', name]) ?? own;
  return { kind: 'agent', id: name, title: '', ...spans(whole, own), children: [] };
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Numbers and the like are ids by mistake, and shown as they are. */
function text(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? `${value}` : '';
}

/** An id may stand outside its entry, when it comes from an alias; the span then takes in both. */
function spans(whole: Span, own: Span): Pick<OutlineEntry, 'span' | 'idSpan'> {
  return { span: { start: Math.min(whole.start, own.start), end: Math.max(whole.end, own.end) }, idSpan: own };
}
