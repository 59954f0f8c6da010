import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shortage } from '../../../../src/git/worktrees/diskSpace.ts';

test('a disk without space for a wave is said with the sum that is needed, before anything is made', () => {
  const words = shortage({ amount: 10, each: 1.25e9, free: 3e9, parent: '/data/worktrees' });
  assert.match(
    words,
    /^The disk is too full: 10 worktrees of 1\.3 GB need 12\.5 GB, and 3\.0 GB are free in \/data\/worktrees\. Nothing was made\./,
  );
  assert.match(
    shortage({ amount: 1, each: 2e6, free: 5e5, parent: '/w' }),
    /^The disk is too full: a worktree needs 2\.0 MB, and 500 kB/,
  );
});
