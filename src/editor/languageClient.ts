import path from 'node:path';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { Disposable } from './disposableStore.ts';
import type { VSCode } from './vscodeTypes.ts';

const languageId = 'waveplan';

/**
 * Starts the language server of plans once the first plan is open; until then neither it nor its client is loaded.
 *
 * @param context where the extension is installed
 * @returns ends the server, or the wait for a plan
 */
export function startLanguageClient(vscode: VSCode, context: { readonly extensionPath: string }): Disposable {
  let client: Promise<LanguageClient | undefined> | undefined;
  const startFor = ({ languageId: language }: { readonly languageId: string }): void => {
    if (language !== languageId || client !== undefined) return;
    opened.dispose();
    client = start(context.extensionPath).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      void vscode.window.showErrorMessage(
        `Plans are not checked while you type: the language server did not start (${reason}). Reload the window to try again.`,
      );
      return undefined;
    });
  };
  const opened = vscode.workspace.onDidOpenTextDocument(startFor);
  vscode.workspace.textDocuments.forEach(startFor);
  return {
    dispose: async () => {
      opened.dispose();
      await (await client)?.stop();
    },
  };
}

async function start(extensionPath: string): Promise<LanguageClient> {
  const { LanguageClient, TransportKind } = await import('vscode-languageclient/node');
  const module = path.join(extensionPath, 'dist', 'languageServer.cjs');
  const client = new LanguageClient(
    'wavegate.plans',
    'Wavegate Plans',
    { module, transport: TransportKind.ipc },
    { documentSelector: [{ language: languageId }] },
  );
  await client.start();
  return client;
}
