import assert from 'node:assert/strict';
import { lstatSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { momentIn } from '../../../src/git/files/checkoutFiles.ts';
import { temporaryFolder } from '../../support/journalFixture.ts';

test('what was saved just before a moment is earlier than it, and what is saved after is not', async (t) => {
  const folder = await temporaryFolder(t);
  const file = path.join(folder, 'saved.txt');
  const saved = (): bigint => {
    writeFileSync(file, 'saved');
    return lstatSync(file, { bigint: true }).ctimeNs;
  };
  for (let time = 0; time < 20; time += 1) {
    const before = saved();
    const [moment, other] = await Promise.all([momentIn(folder), momentIn(folder)]);
    assert.ok(before < BigInt(moment), `${before} is not before ${moment}`);
    assert.ok(before < BigInt(other), `${before} is not before ${other}`);
    assert.ok(saved() >= BigInt(moment));
  }
});
