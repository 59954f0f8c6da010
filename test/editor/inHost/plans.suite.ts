import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from '../../support/vscodeHost/inHost.ts';
import { openPlan, openText, until } from './support.ts';

const smallPlan = `waveplan: 1
title: Extend a module
agents:
  codemod: {driver: command, argv: ["node", "codemod.mjs", "{directive}"]}
checkpoint: {test: npm test}
waves:
  - id: one
    title: Foundation
    tasks:
      - id: a
        title: Extend a
        agent: codemod
        owns: ["src/a.js"]
        objective: Add one exported constant to src/a.js.
        steps: [Open the file, Add the constant, Save the file]
        verify: ["npm test"]
`;

test('the plan of the sample has no error', async () => {
  const { document } = await openPlan();
  await openText(smallPlan.replace('agents:', 'agent:'));
  // The server answers in order: once the later, faulty plan is marked, the earlier one has been judged.
  await until('the faulty plan is marked', () => errors(vscode.window.activeTextEditor?.document.uri).length > 0);
  assert.deepEqual(errors(document.uri), []);
});

test('an unknown key is marked where it stands, with the key that was meant', async () => {
  const { document } = await openText(smallPlan.replace('checkpoint:', 'checkpont:'));
  const [found] = await until('the key is marked', () => {
    const all = errors(document.uri);
    return all.length > 0 ? all : undefined;
  });
  assert.match(found?.message ?? '', /checkpoint/);
  assert.equal(document.getText(found?.range), 'checkpont');
});

test('two tasks of a wave that own the same file are marked', async () => {
  const secondTask = smallPlan.slice(smallPlan.indexOf('      - id: a')).replace('id: a', 'id: b');
  const { document } = await openText(smallPlan + secondTask);
  const found = await until('the overlap is marked', () => errors(document.uri)[0]);
  assert.match(found.message, /src\/a\.js/);
});

test('a mark goes away with its cause', async () => {
  const editor = await openText(smallPlan.replace('title: Extend a module', 'titel: Extend a module'));
  await until('the key is marked', () => errors(editor.document.uri).length > 0);
  await editor.edit((edit) => edit.replace(new vscode.Range(1, 0, 1, 5), 'title'));
  await until('the mark is gone', () => errors(editor.document.uri).length === 0);
});

test('a key explains itself when pointed at, and is offered while typing', async () => {
  const { document } = await openText(smallPlan);
  const at = document.positionAt(document.getText().indexOf('checkpoint'));
  const hovers = await until('a hover is shown', async () => {
    const found = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, at);
    return found.length > 0 ? found : undefined;
  });
  assert.ok(hovers.length > 0);
  const offered = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    new vscode.Position(document.lineCount - 1, 0),
  );
  const labels = offered.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
  assert.ok(labels.includes('budget'), labels.join(', '));
});

test('the outline names the waves and their tasks', async () => {
  const { document } = await openText(smallPlan);
  const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
    'vscode.executeDocumentSymbolProvider',
    document.uri,
  );
  const wave = symbols.find(({ name }) => name === 'one');
  assert.ok(wave !== undefined, symbols.map(({ name }) => name).join(', '));
  assert.deepEqual(
    wave.children.map(({ name }) => name),
    ['a'],
  );
});

test('a misspelt word is put right with the correction that is offered for it', async () => {
  const { document } = await openText(smallPlan.replace('agent: codemod', 'agent: codmod'));
  const [found] = await until('the name is marked', () => {
    const all = errors(document.uri);
    return all.length > 0 ? all : undefined;
  });
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    found?.range ?? new vscode.Range(0, 0, 0, 0),
  );
  const correction = actions.find(({ title }) => title === 'Change to "codemod"');
  assert.ok(correction?.edit !== undefined, actions.map(({ title }) => title).join(', '));
  assert.ok(await vscode.workspace.applyEdit(correction.edit));
  await until('the mark is gone', () => errors(document.uri).length === 0);
  assert.equal(document.getText(), smallPlan);
});

test('a task is renamed wherever it is named', async () => {
  const second = `  - id: two
    title: Next
    tasks:
      - {id: b, title: B, owns: ["src/b.js"], dependsOn: [a], objective: It is used., verify: ["npm test"]}
`;
  const { document } = await openText(smallPlan + second);
  const at = document.positionAt(document.getText().indexOf('[a]') + 1);
  const [target] = await vscode.commands.executeCommand<vscode.Location[]>(
    'vscode.executeDefinitionProvider',
    document.uri,
    at,
  );
  assert.equal(document.lineAt(target?.range.start.line ?? 0).text.trim(), '- id: a');
  const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
    'vscode.executeDocumentRenameProvider',
    document.uri,
    at,
    'first',
  );
  assert.ok(await vscode.workspace.applyEdit(edit));
  assert.equal(document.getText(), (smallPlan + second).replace('- id: a', '- id: first').replace('[a]', '[first]'));
});

test('a plan carries lenses to start a run', async () => {
  const { document } = await openPlan();
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    document.uri,
    10,
  );
  assert.ok(lenses.some(({ command }) => command?.command === 'wavegate.startRun'));
});

function errors(uri: vscode.Uri | undefined): vscode.Diagnostic[] {
  if (uri === undefined) return [];
  return vscode.languages.getDiagnostics(uri).filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
}
