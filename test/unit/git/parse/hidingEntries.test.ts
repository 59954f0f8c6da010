import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { hasHidingEntries } from '../../../../src/git/parse/hidingEntries.ts';
import { testRepository } from '../../../integration/git/testRepository.ts';

test('entries at whose files git does not look are found in every index that git writes', (context) => {
  const long = `${'folder/'.repeat(700)}file.js`;
  const names = ['a', 'ab', 'abc', 'lib/abcd', 'lib/abcde', 'lib/abcdef', 'lib/abcdefg', 'lib/abcdefgh', 'z'];
  const { folder, git } = testRepository(context, Object.fromEntries(names.map((name) => [name, name])));
  const index = (): Buffer => readFileSync(path.join(folder, '.git', 'index'));
  assert.equal(hasHidingEntries(index(), 20, false), false);
  git('update-index', '--add', '--cacheinfo', `100644,${git('rev-parse', 'HEAD:a')},${long}`);
  assert.equal(hasHidingEntries(index(), 20, false), false, 'a name longer than an entry can say');
  git('update-index', '--assume-unchanged', 'z');
  assert.equal(hasHidingEntries(index(), 20, true), true);
  git('update-index', '--no-assume-unchanged', 'z');
  git('update-index', '--skip-worktree', 'lib/abcdefgh');
  assert.equal(hasHidingEntries(index(), 20, false), true);
  assert.equal(hasHidingEntries(index(), 20, true), false, 'a sparse checkout leaves files out');
  git('update-index', '--index-version', '4');
  assert.equal(hasHidingEntries(index(), 20, false), undefined);
  git('update-index', '--index-version', '2');
  git('update-index', '--split-index');
  assert.equal(hasHidingEntries(index(), 20, true), undefined);
  for (const damaged of [Buffer.alloc(0), Buffer.from('DIRC'), index().subarray(0, 100), Buffer.alloc(500, 7)]) {
    assert.equal(hasHidingEntries(damaged, 20, false), undefined);
  }
});
