import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { gitOnlyIn } from '../../../../src/git/privateGit/environment.ts';

describe('the git of an agent', () => {
  test('converts files as the git of the person does, and gets nothing else of its variables', (context) => {
    const theirs = { GIT_LFS_SKIP_SMUDGE: '1', GIT_ATTR_NOSYSTEM: '1', GIT_DIR: '/elsewhere', GIT_ASKPASS: '/ask' };
    const before = { ...process.env };
    context.after(() => {
      for (const name of Object.keys(theirs)) delete process.env[name];
      Object.assign(process.env, before);
    });
    Object.assign(process.env, theirs);
    const worktree = path.resolve('worktrees', 'r1', 'a');
    const given = gitOnlyIn(worktree);
    assert.equal(given['GIT_LFS_SKIP_SMUDGE'], '1');
    assert.equal(given['GIT_ATTR_NOSYSTEM'], '1');
    assert.equal(given['GIT_CEILING_DIRECTORIES'], path.dirname(worktree));
    assert.deepEqual([given['GIT_DIR'], given['GIT_ASKPASS']], [undefined, undefined]);
  });
});
