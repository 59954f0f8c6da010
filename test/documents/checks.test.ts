import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { checksPage } from '../../scripts/generateChecks.ts';

test('the page about checks has the table of runners that the readers make of their outputs', async () => {
  const { file, text } = await checksPage();
  assert.equal(await readFile(file, 'utf8'), text, 'Run: node scripts/generateChecks.ts');
});
