import path from 'node:path';
import * as vscode from 'vscode';
import type { RunService } from './ports/runService.ts';
import { readSetting } from './editor/shared/settings.ts';
import { KeptSecret } from './editor/keptSecret.ts';
import { Wavegate } from './editor/wavegate.ts';

/** Called by VS Code when a plan, a view or a command of Wavegate is first needed. */
export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push(new Wavegate(vscode, context, () => loadRunService(context)));
}

/** The engine and everything it needs, as a file of its own that activation does not read. */
async function loadRunService(context: vscode.ExtensionContext): Promise<RunService> {
  const { createRunService } = await import('./compose/editor.ts');
  const stateRoot = readSetting(vscode, 'wavegate.stateFolder');
  const worktreeRoot = readSetting(vscode, 'wavegate.worktreeFolder');
  return createRunService({
    hostProgram: path.join(context.extensionPath, 'dist', 'sessionHost.mjs'),
    workerProgram: path.join(context.extensionPath, 'dist', 'worker.mjs'),
    settings: { ...(stateRoot !== '' && { stateRoot }), ...(worktreeRoot !== '' && { worktreeRoot }) },
    agent: () => readSetting(vscode, 'wavegate.agent'),
    secrets: new KeptSecret(vscode, context, 'wavegate.signingKey'),
    database: new KeptSecret(vscode, context, 'wavegate.teamDatabase'),
  });
}
