import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Position } from 'vscode-languageserver-textdocument';
import { repositoryOf } from '../../../src/core/planRules/check/checkPlan.ts';
import type { WorkspaceFacts } from '../../../src/core/planRules/workspaceFacts.ts';
import { planFile } from '../../../src/languageServer/planFile.ts';
import type { PlanFile } from '../../../src/languageServer/planFile.ts';

/** An open plan, and the place in it that a request is about. */
export interface Marked {
  readonly document: TextDocument;
  readonly file: PlanFile;
  readonly position: Position;
}

/** A plan text in which `▮` marks the cursor, as what a request is about. */
export function marked(text: string, facts: WorkspaceFacts = {}, uri = 'file:///plan.waveplan.yaml'): Marked {
  const offset = text.indexOf('▮');
  if (offset === -1) throw new Error('The text marks no cursor with ▮.');
  const document = TextDocument.create(uri, 'waveplan', 1, text.replace('▮', ''));
  return { document, file: planFile(document, repositoryOf(facts)), position: document.positionAt(offset) };
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
export function inTask(lines: string, facts: WorkspaceFacts = {}): Marked {
  return marked(head + lines.replace(/^/gm, '        '), facts);
}
