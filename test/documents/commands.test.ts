import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { commandsPage } from '../../scripts/generateCommands.ts';

test('the page about the command line says what its commands say of themselves', async () => {
  const { file, text } = await commandsPage();
  assert.equal(await readFile(file, 'utf8'), text, 'Run: node scripts/generateCommands.ts');
});
