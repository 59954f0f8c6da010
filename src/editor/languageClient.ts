import path from 'node:path';
import type { LanguageClient } from 'vscode-languageclient/node';
import { settingsSection, taskStatesNotification } from '../protocol/planServer.ts';
import type { TaskStatesParams } from '../protocol/planServer.ts';
import { errorMessage } from '../util/errors.ts';
import { DisposableStore } from './shared/disposableStore.ts';
import type { Disposable } from './shared/disposableStore.ts';
import type { RunConnection } from './shared/runConnection.ts';
import type { VSCode } from './shared/vscodeTypes.ts';

const languageId = 'waveplan';

/** Collecting garbage early keeps a plan of thousands of tasks in half of the memory, and costs little: little of it lives. */
const serverOptions = ['--max-semi-space-size=1', '--heap-growing-percent=50', '--optimize-for-size'];

/**
 * Starts the language server of plans once the first plan is open; until then neither it nor its client is loaded.
 *
 * @param context where the extension is installed
 * @param run the open run, whose state hovers over its tasks show
 * @returns ends the server, or the wait for a plan
 */
export function startLanguageClient(
  vscode: VSCode,
  context: { readonly extensionPath: string },
  run: RunConnection,
): Disposable {
  const store = new DisposableStore();
  let client: Promise<LanguageClient | undefined> | undefined;
  const startFor = ({ languageId: language }: { readonly languageId: string }): void => {
    if (language !== languageId || client !== undefined) return;
    opened.dispose();
    client = start(vscode, context.extensionPath, run, store).catch((error: unknown) => {
      const reason = errorMessage(error);
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
      store.dispose();
      await (await client)?.stop();
    },
  };
}

async function start(
  vscode: VSCode,
  extensionPath: string,
  run: RunConnection,
  store: DisposableStore,
): Promise<LanguageClient> {
  const { LanguageClient, TransportKind } = await import('vscode-languageclient/node');
  const module = path.join(extensionPath, 'dist', 'languageServer.cjs');
  const client = new LanguageClient(
    'wavegate.plans',
    'Wavegate Plans',
    { module, transport: TransportKind.ipc, options: { execArgv: serverOptions } },
    {
      documentSelector: [{ language: languageId }],
      synchronize: {
        configurationSection: settingsSection,
        // Which files there are decides what globs match.
        fileEvents: store.add(vscode.workspace.createFileSystemWatcher('**/*', false, true, false)),
      },
    },
  );
  await client.start();
  const tell = (): void => {
    const params = taskStates(vscode, run);
    if (params !== undefined) void client.sendNotification(taskStatesNotification, params);
  };
  store.add(run.onDidChange(tell));
  tell();
  return client;
}

function taskStates(vscode: VSCode, { planFile, snapshot }: RunConnection): TaskStatesParams | undefined {
  if (planFile === undefined || snapshot === undefined) return undefined;
  const tasks = snapshot.waves.flatMap((wave) => wave.tasks);
  return {
    uri: vscode.Uri.file(planFile).toString(),
    states: Object.fromEntries(tasks.map(({ id, status }) => [id, status])),
  };
}
