import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import Module from 'node:module';
import path from 'node:path';
import * as vscode from 'vscode';
import { test } from '../../support/vscodeHost/inHost.ts';
import { resultVariable } from './result.ts';

interface Loader {
  _load: (request: string, ...rest: unknown[]) => unknown;
}

test('activation takes the reading of the code and the call, without what VS Code does around them', async () => {
  const extension = vscode.extensions.getExtension('wavegate.wavegate');
  const result = process.env[resultVariable];
  assert.ok(extension !== undefined && result !== undefined);
  assert.ok(!extension.isActive, 'It was active before it was asked for.');
  const spent = timeExtension(path.join(extension.extensionPath, 'dist', 'extension.cjs'));
  await extension.activate();
  assert.ok(spent() > 0, 'VS Code loaded the extension in another way than the one that is timed.');
  await writeFile(result, String(spent()));
});

/** Times the loading of a file and its `activate` from now on; gives a function that tells the milliseconds so far. */
function timeExtension(file: string): () => number {
  const loader = Module as unknown as Loader;
  const load = loader._load;
  let spent = 0;
  const timed = <T>(work: () => T): T => {
    const start = performance.now();
    try {
      return work();
    } finally {
      spent += performance.now() - start;
    }
  };
  loader._load = function (this: unknown, request, ...rest) {
    if (path.resolve(request) !== file) return load.call(this, request, ...rest);
    const exports = timed(() => load.call(this, request, ...rest)) as Record<string, unknown>;
    const activate = exports['activate'] as (context: unknown) => unknown;
    return { ...exports, activate: (context: unknown) => timed(() => activate(context)) };
  };
  return () => spent;
}
