import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { patience } from '../../support/until.ts';

/** This extension, as VS Code sees it. */
export function wavegate(): vscode.Extension<unknown> {
  const extension = vscode.extensions.getExtension('wavegate.wavegate');
  assert.ok(extension !== undefined, 'VS Code does not know the extension.');
  return extension;
}

/** Opens the plan of the sample in an editor. */
export async function openPlan(): Promise<vscode.TextEditor> {
  const [plan] = await vscode.workspace.findFiles('*.waveplan.yaml');
  assert.ok(plan !== undefined, 'The workspace holds no plan.');
  return vscode.window.showTextDocument(plan);
}

/** Opens an unsaved plan with this text. */
export async function openText(content: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument({ language: 'waveplan', content });
  return vscode.window.showTextDocument(document);
}

/** Waits until a condition holds; gives what it gave. */
export async function until<T>(what: string, condition: () => T | Promise<T>): Promise<NonNullable<T>> {
  const deadline = performance.now() + patience;
  while (performance.now() < deadline) {
    const value = await condition();
    if (value) return value;
    await delay(50);
  }
  throw new Error(`Waited in vain until ${what}.`);
}
