import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { attacksPage } from '../../scripts/generateAttacks.ts';

test('the page of attacks is what the tests say: node scripts/generateAttacks.ts', async () => {
  const page = path.join(import.meta.dirname, '..', '..', 'docs', 'attacks.md');
  assert.equal(readFileSync(page, 'utf8'), await attacksPage());
});
