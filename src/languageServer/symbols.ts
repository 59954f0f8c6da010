import { SymbolKind } from 'vscode-languageserver';
import type { DocumentSymbol } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { planOutline } from '../core/plan/outline.ts';
import type { OutlineEntry } from '../core/plan/outline.ts';
import { readYaml } from '../core/plan/readYaml.ts';

const kinds: Readonly<Record<OutlineEntry['kind'], SymbolKind>> = {
  agent: SymbolKind.Interface,
  lens: SymbolKind.Event,
  finding: SymbolKind.Constant,
  wave: SymbolKind.Namespace,
  task: SymbolKind.Function,
};

/** The plan's outline and breadcrumbs: agents, audit lenses, findings, and waves with their tasks, each by its id. */
export function symbols(document: TextDocument): DocumentSymbol[] {
  const symbol = ({ kind, id, title, span, idSpan, children }: OutlineEntry): DocumentSymbol => ({
    // The editor refuses a symbol without a name.
    name: id.trim() === '' ? '(no id)' : id,
    detail: title,
    kind: kinds[kind],
    range: { start: document.positionAt(span.start), end: document.positionAt(span.end) },
    selectionRange: { start: document.positionAt(idSpan.start), end: document.positionAt(idSpan.end) },
    children: children.map(symbol),
  });
  return planOutline(readYaml(document.getText())).map(symbol);
}
