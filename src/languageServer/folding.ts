import { FoldingRangeKind } from 'vscode-languageserver';
import type { FoldingRange } from 'vscode-languageserver';
import { kindAt, rangeAt, spanAt } from '../core/planText/document/find.ts';
import type { Span } from '../core/planText/codes.ts';
import type { Path } from '../core/planText/locate.ts';
import { planOutline } from '../core/planText/document/outline.ts';
import type { OutlineEntry } from '../core/planText/document/outline.ts';
import type { PlanFile } from './planFile.ts';

/** More sections than the format has. A text with thousands of keys is no plan, and looking for each would take seconds. */
const mostSections = 100;

/** Folding ranges: sections of the plan, waves, tasks and their sections, and comments of several lines. */
export function folding(file: PlanFile): FoldingRange[] {
  const { plan, document } = file;
  const lines = (span: Span, kind?: FoldingRangeKind): FoldingRange[] => {
    const startLine = document.positionAt(span.start).line;
    const endLine = document.positionAt(trimmedEnd(plan.source, span)).line;
    return endLine > startLine ? [{ startLine, endLine, ...(kind === undefined ? {} : { kind }) }] : [];
  };
  const entries = planOutline(plan);
  return [
    ...sectionsOf(file, []).flatMap((span) => lines(span)),
    ...entries
      .flatMap((entry) => [entry, ...entry.children])
      .flatMap(({ kind, span }: OutlineEntry) => (kind === 'agent' ? [] : lines(span))),
    ...comments(plan.source).flatMap((span) => lines(span, FoldingRangeKind.Comment)),
  ];
}

/** From each key of a mapping to the end of its value. */
function sectionsOf({ plan }: PlanFile, path: Path): readonly Span[] {
  const keys = [...new Set(kindAt(plan, path)?.keys)].slice(0, mostSections);
  return keys.flatMap((key) => {
    const value = rangeAt(plan, [...path, key]);
    return value === undefined ? [] : [{ start: spanAt(plan, [...path, key], 'key').start, end: value.end }];
  });
}

function comments(source: string): readonly Span[] {
  return Array.from(source.matchAll(/^[ \t]*#.*(?:\r?\n[ \t]*#.*)+/gm), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** Without the blank lines at the end, so that they stay visible between folded parts. */
function trimmedEnd(source: string, { start, end }: Span): number {
  let last = end;
  while (last > start && /\s/.test(source[last - 1] ?? '')) last--;
  return last;
}
