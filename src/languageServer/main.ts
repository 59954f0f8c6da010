import { createConnection, ProposedFeatures, TextDocuments, TextDocumentSyncKind } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { completion } from './completion.ts';
import { diagnostics } from './diagnostics.ts';
import { hover } from './hover.ts';
import { symbols } from './symbols.ts';

/** The language server of plans: carries requests to pure functions over the open document, and their answers back. */

const connection = createConnection(ProposedFeatures.all);
const documents = new TextDocuments(TextDocument);
/** Documents whose diagnostics are due. Changes that arrive together are checked once. */
const due = new Map<string, NodeJS.Timeout>();

connection.onInitialize(() => ({
  capabilities: {
    textDocumentSync: TextDocumentSyncKind.Incremental,
    completionProvider: { triggerCharacters: [' ', '-', '[', ',', '{'] },
    hoverProvider: true,
    documentSymbolProvider: true,
  },
}));

documents.onDidChangeContent(({ document: { uri } }) => {
  clearTimeout(due.get(uri));
  due.set(uri, setTimeout(publish, 0, uri));
});

documents.onDidClose(({ document: { uri } }) => {
  clearTimeout(due.get(uri));
  due.delete(uri);
  void connection.sendDiagnostics({ uri, diagnostics: [] });
});

connection.onCompletion(({ textDocument, position }) => {
  const document = documents.get(textDocument.uri);
  return document === undefined ? [] : completion(document, position);
});

connection.onHover(({ textDocument, position }) => {
  const document = documents.get(textDocument.uri);
  return document === undefined ? undefined : hover(document, position);
});

connection.onDocumentSymbol(({ textDocument }) => {
  const document = documents.get(textDocument.uri);
  return document === undefined ? [] : symbols(document);
});

documents.listen(connection);
connection.listen();

function publish(uri: string): void {
  due.delete(uri);
  const document = documents.get(uri);
  if (document === undefined) return;
  void connection.sendDiagnostics({ uri, version: document.version, diagnostics: diagnostics(document) });
}
