import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { agentsTable } from '../../../scripts/agents/agentsPage.ts';
import { drivers } from '../../../src/drivers/drivers.ts';

const page = readFileSync(path.join(import.meta.dirname, '..', '..', '..', 'docs', 'agents.md'), 'utf8');

test('docs/agents.md lists the agents as their drivers describe them', () => {
  // The formatter aligns the columns.
  const plain = (text: string) => text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');
  assert.ok(plain(page).includes(plain(agentsTable())));
});

test('docs/agents.md shows results for the versions the drivers name', () => {
  for (const { id, cli } of Object.values(drivers)) {
    if (cli !== undefined) assert.ok(page.includes(`${id} ${cli.testedVersion}`), id);
  }
});
