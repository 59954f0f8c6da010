import path from 'node:path';
import * as vscode from 'vscode';
import { readSetting } from './editor/settings.ts';
import type { RunService } from './editor/runService.ts';
import { Wavegate } from './editor/wavegate.ts';

/** Under this name the editor's secret storage keeps the key that signs decisions. */
const signingKey = 'wavegate.signingKey';

/** Called by VS Code when a plan, a view or a command of Wavegate is first needed. */
export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push(new Wavegate(vscode, context, () => loadRunService(context)));
}

/** The engine and everything it needs, as a file of its own that activation does not read. */
async function loadRunService({ extensionPath, secrets }: vscode.ExtensionContext): Promise<RunService> {
  const { createRunService } = await import('./compose/editor.ts');
  const stateRoot = readSetting(vscode, 'wavegate.stateFolder');
  const worktreeRoot = readSetting(vscode, 'wavegate.worktreeFolder');
  return createRunService({
    hostProgram: path.join(extensionPath, 'dist', 'sessionHost.mjs'),
    settings: { ...(stateRoot !== '' && { stateRoot }), ...(worktreeRoot !== '' && { worktreeRoot }) },
    secrets: {
      get: async () => secrets.get(signingKey),
      store: async (key) => secrets.store(signingKey, key),
    },
  });
}
