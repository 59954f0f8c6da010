import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import type { Diagnostic, ProtocolConnection, PublishDiagnosticsParams } from 'vscode-languageserver/node';

/** Our language server's program and arguments. */
export const planServerArgv: readonly string[] = [
  '--max-semi-space-size=1',
  '--heap-growing-percent=50',
  '--optimize-for-size',
  path.join(import.meta.dirname, '..', '..', 'src', 'compose', 'languageServer.ts'),
  '--stdio',
];

/** A language server that is running, as an editor talks to it. */
export class RunningServer {
  readonly connection: ProtocolConnection;
  readonly pid: number;
  readonly exited: Promise<unknown[]>;
  readonly #end: () => void;
  readonly #listeners = new Set<(params: PublishDiagnosticsParams) => void>();

  /**
   * @param argv arguments for Node: the server's program and its own
   * @param settings what the editor answers when the server asks for a section of its settings
   */
  constructor(argv: readonly string[], settings: Readonly<Record<string, unknown>> = {}) {
    const server = spawn(process.execPath, argv, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.pid = server.pid ?? 0;
    this.exited = once(server, 'exit');
    this.#end = () => void server.kill();
    this.connection = createProtocolConnection(
      new StreamMessageReader(server.stdout),
      new StreamMessageWriter(server.stdin),
    );
    this.connection.onRequest('workspace/configuration', ({ items }: { items: readonly { section: string }[] }) =>
      items.map(({ section }) => settings[section] ?? null),
    );
    this.connection.onRequest('client/registerCapability', () => null);
    this.connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      for (const listener of [...this.#listeners]) listener(params);
    });
    this.connection.listen();
  }

  async initialize(): Promise<void> {
    await this.connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: { workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } } },
    });
    await this.connection.sendNotification('initialized', {});
  }

  /** The next diagnostics that are for a document, and for a version of it where one is named. */
  diagnostics(uri: string, version?: number): Promise<readonly Diagnostic[]> {
    return new Promise((resolve) => {
      const listener = (params: PublishDiagnosticsParams): void => {
        if (params.uri !== uri || (version !== undefined && params.version !== version)) return;
        this.#listeners.delete(listener);
        resolve(params.diagnostics);
      };
      this.#listeners.add(listener);
    });
  }

  async open(uri: string, languageId: string, text: string): Promise<void> {
    const textDocument = { uri, languageId, version: 1, text };
    await this.connection.sendNotification('textDocument/didOpen', { textDocument });
  }

  /** Ends the server the way editors do. */
  async stop(): Promise<void> {
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    await this.exited;
  }

  dispose(): void {
    this.connection.dispose();
    this.#end();
  }
}
