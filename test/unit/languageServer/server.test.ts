import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { test } from 'node:test';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import type { CompletionItem, DocumentSymbol, Hover, PublishDiagnosticsParams } from 'vscode-languageserver/node';

const main = path.join(import.meta.dirname, '..', '..', '..', 'src', 'compose', 'languageServer.ts');
const uri = 'file:///plan.waveplan.yaml';

test('an editor that opens, changes and closes a plan gets its diagnostics, and answers in between', async () => {
  const server = spawn(process.execPath, [main, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(server, 'exit');
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  try {
    connection.listen();
    /** Codes of the next diagnostics for a version of the document (undefined: for none). */
    const published = (version: number | undefined): Promise<readonly unknown[]> =>
      new Promise((resolve) => {
        const listener = connection.onNotification(
          'textDocument/publishDiagnostics',
          (params: PublishDiagnosticsParams) => {
            if (params.version !== version) return;
            listener.dispose();
            resolve(params.diagnostics.map(({ code }) => code));
          },
        );
      });

    await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
    await connection.sendNotification('initialized', {});

    const first = published(1);
    const text = 'waveplan: 1\ntitel: x\nwaves:\n  - id: one\n    title: One\n    tasks: []\n';
    await connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'waveplan', version: 1, text },
    });
    assert.deepEqual(await first, ['missing-key', 'no-agent', 'unknown-key', 'invalid-value']);

    const second = published(2);
    await connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [{ range: { start: { line: 1, character: 0 }, end: { line: 1, character: 5 } }, text: 'title' }],
    });
    assert.deepEqual(await second, ['no-agent', 'invalid-value']);

    const place = { textDocument: { uri }, position: { line: 4, character: 5 } };
    const hovered = await connection.sendRequest<Hover>('textDocument/hover', place);
    assert.match(JSON.stringify(hovered.contents), /subject of the commit/);
    const items = await connection.sendRequest<CompletionItem[]>('textDocument/completion', {
      ...place,
      position: { line: 6, character: 0 },
    });
    assert.ok(items.some(({ label }) => label === 'agents'));
    const [wave] = await connection.sendRequest<DocumentSymbol[]>('textDocument/documentSymbol', {
      textDocument: { uri },
    });
    assert.equal(wave?.name, 'one');

    const fileBecame = (type: number) =>
      connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type }] });
    const deleted = published(undefined);
    await fileBecame(3);
    assert.deepEqual(await deleted, [], 'a plan that was deleted has no problems, though an editor still shows it');
    const back = published(2);
    await fileBecame(1);
    assert.deepEqual(await back, ['no-agent', 'invalid-value']);

    const cleared = published(undefined);
    await connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    assert.deepEqual(await cleared, []);

    await connection.sendRequest('shutdown');
    await connection.sendNotification('exit');
    assert.deepEqual(await exited, [0, null]);
  } finally {
    connection.dispose();
    server.kill();
  }
});
