import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { test } from '../../support/vscodeHost/inHost.ts';
import { resultVariable } from './result.ts';

test('activation is timed from asking for it to its end, with the reading of its code', async () => {
  const extension = vscode.extensions.getExtension('wavegate.wavegate');
  const result = process.env[resultVariable];
  assert.ok(extension !== undefined && result !== undefined);
  assert.ok(!extension.isActive, 'It was active before it was asked for.');
  const start = performance.now();
  await extension.activate();
  await writeFile(result, String(performance.now() - start));
});
