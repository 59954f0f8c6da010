import { SymbolKind } from 'vscode-languageserver';
import type { DocumentSymbol } from 'vscode-languageserver';
import { planOutline } from '../core/planText/document/outline.ts';
import type { OutlineEntry } from '../core/planText/document/outline.ts';
import { rangeOf } from './planFile.ts';
import type { PlanFile } from './planFile.ts';

const kinds: Readonly<Record<OutlineEntry['kind'], SymbolKind>> = {
  agent: SymbolKind.Interface,
  lens: SymbolKind.Event,
  finding: SymbolKind.Constant,
  wave: SymbolKind.Namespace,
  task: SymbolKind.Function,
};

/** The plan's outline and breadcrumbs: agents, audit lenses, findings, and waves with their tasks, each by its id. */
export function symbols(file: PlanFile): DocumentSymbol[] {
  const symbol = ({ kind, id, title, span, idSpan, children }: OutlineEntry): DocumentSymbol => ({
    // The editor refuses a symbol without a name.
    name: id.trim() === '' ? '(no id)' : id,
    detail: title,
    kind: kinds[kind],
    range: rangeOf(file, span),
    selectionRange: rangeOf(file, idSpan),
    children: children.map(symbol),
  });
  return planOutline(file.plan).map(symbol);
}
