import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Position } from 'vscode-languageserver-textdocument';

/** A plan text in which `▮` marks the cursor, as the document and position a request is about. */
export function marked(text: string): { readonly document: TextDocument; readonly position: Position } {
  const offset = text.indexOf('▮');
  if (offset === -1) throw new Error('The text marks no cursor with ▮.');
  const document = TextDocument.create('file:///plan.waveplan.yaml', 'waveplan', 1, text.replace('▮', ''));
  return { document, position: document.positionAt(offset) };
}

const head = `waveplan: 1
title: Extend
agents:
  mine: {driver: command, argv: [my-agent]}
  reader: {driver: command, argv: [my-agent], mode: read-only}
teams:
  core: {lead: a careful engineer}
findings:
  - {id: F-1, severity: high, file: src/a.js, line: 3, title: The constant is missing}
waves:
  - id: one
    title: Foundation
    tasks:
      - id: a
        title: Extend *a*
        owns: [src/a.js]
        objective: It is extended.
  - id: two
    title: Next
    tasks:
      - id: b
        title: Extend b
`;

/** A task that is being written in the second wave of a plan, at the column of its keys. */
export function inTask(lines: string): { readonly document: TextDocument; readonly position: Position } {
  return marked(head + lines.replace(/^/gm, '        '));
}
