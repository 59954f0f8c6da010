import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { respelled } from '../../../../src/git/worktrees/respelled.ts';

describe('names that differ from those on disk in case only', () => {
  test('the old name of a renamed file or folder is one, a file beside another and one that is gone are not', async (context) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'wavegate-respelled-'));
    context.after(() => rmSync(folder, { recursive: true, force: true }));
    mkdirSync(path.join(folder, 'Dir'));
    for (const file of ['A.js', 'b.js', 'Dir/c.js']) writeFileSync(path.join(folder, file), '');
    const known = ['a.js', 'b.js', 'dir/c.js', 'gone.js', 'directory/d.js'];
    assert.deepEqual(await respelled(folder, ['A.js', 'Dir/', 'new.js'], known), ['a.js', 'dir/c.js']);
    assert.deepEqual(await respelled(folder, ['B.js'], known), [], 'the disk has that name, too');
  });
});
