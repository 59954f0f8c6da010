import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { looseCommit } from '../../../../src/git/refs/looseObjects.ts';
import { testRepository } from '../../../integration/git/testRepository.ts';

test('a commit made just now is read as git tells it, and what is not a commit is left to git', (context) => {
  const { folder, git, commit, write } = testRepository(context, { a: 'a' });
  const common = path.join(folder, '.git');
  write('a', 'b');
  const made = commit('Say more\n\nÜber alles.');
  assert.equal(looseCommit(common, made)?.toString('utf8').trimEnd(), git('cat-file', 'commit', made));
  git('tag', '-a', '-m', 'Marked', 'v1');
  for (const name of ['HEAD^{tree}', 'HEAD:a', 'v1']) {
    assert.equal(looseCommit(common, git('rev-parse', name)), undefined, name);
  }
  for (const name of ['HEAD', 'main', made.slice(0, 12), `${made}/../x`, 'f'.repeat(40)]) {
    assert.equal(looseCommit(common, name), undefined, name);
  }
  git('repack', '-adq');
  assert.equal(looseCommit(common, made), undefined, 'it is in a pack now');
});

test('a file in the place of a commit that is not that commit is not believed', (context) => {
  const { folder, commit } = testRepository(context, { a: 'a' });
  const common = path.join(folder, '.git');
  const [first, second] = [commit('One'), commit('Two')];
  const fileOf = (id: string): string => path.join(common, 'objects', id.slice(0, 2), id.slice(2));
  chmodSync(fileOf(second), 0o644);
  rmSync(fileOf(second));
  copyFileSync(fileOf(first), fileOf(second));
  assert.equal(looseCommit(common, second), undefined);
});
