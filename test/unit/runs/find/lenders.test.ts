import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { lendersOf } from '../../../../src/runs/find/lenders.ts';

test('the repository that a worktree of a run was made from is found by the objects it borrows', async (t) => {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'lenders-')));
  t.after(() => rmSync(root, { recursive: true }));
  const worktree = (name: string, alternates?: string): string => {
    const info = path.join(root, name, '.git', 'objects', 'info');
    mkdirSync(info, { recursive: true });
    if (alternates !== undefined) writeFileSync(path.join(info, 'alternates'), alternates);
    return path.join(root, name);
  };
  const plain = worktree('plain', `${path.join(root, 'mine', '.git', 'objects')}\n`);
  const quoted = worktree('quoted', `"${root}/a \\"b\\"/.git/objects"\n`);
  assert.deepEqual(await lendersOf([plain, worktree('own'), path.join(root, 'nowhere')]), [
    path.join(root, 'mine', '.git'),
  ]);
  assert.deepEqual(await lendersOf([quoted]), [path.join(root, 'a "b"', '.git')]);
  assert.deepEqual(await lendersOf([worktree('odd', 'relative/objects\n')]), []);
});
