import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as vscode from 'vscode';
import { test } from '../../support/vscodeHost/inHost.ts';
import { openPlan, until, wavegate } from './support.ts';

test('the extension asks to be started in a folder that holds a plan, and starts', async () => {
  const { activationEvents } = wavegate().packageJSON as { readonly activationEvents: readonly string[] };
  for (const ending of ['yaml', 'yml'])
    assert.ok(activationEvents.includes(`workspaceContains:**/*.waveplan.${ending}`));
  // VS Code gives up looking for such a file after seven seconds; on a busy machine nothing would start it here.
  await wavegate().activate();
  assert.ok(wavegate().isActive);
});

test('every command that package.json names can be run', async () => {
  const manifest = wavegate().packageJSON as { contributes: { commands: { command: string }[] } };
  const registered = new Set(await vscode.commands.getCommands(true));
  const missing = manifest.contributes.commands.filter(({ command }) => !registered.has(command));
  assert.deepEqual(missing, []);
});

test('the engine is read from disk when something of a run is asked for, not before', async () => {
  assert.ok(!loadedFiles().includes('editor.cjs'));
  await vscode.commands.executeCommand('wavegate.showReport');
  assert.ok(loadedFiles().includes('editor.cjs'));
});

test('the language client is read from disk when the first plan is opened, not before', async () => {
  assert.ok(!loadedFiles().includes('vscode-languageclient.cjs'));
  await openPlan();
  await until('the language client is loaded', () => loadedFiles().includes('vscode-languageclient.cjs'));
});

/** The names of the files of dist/ that this extension host has loaded. */
function loadedFiles(): string[] {
  const dist = path.join(wavegate().extensionPath, 'dist');
  return Object.keys(createRequire(import.meta.filename).cache)
    .filter((file) => path.dirname(file) === dist)
    .map((file) => path.basename(file));
}
