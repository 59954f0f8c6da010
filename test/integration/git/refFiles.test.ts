import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { readRefs } from '../../../src/git/refs/commits.ts';
import { readRef, readRefFiles } from '../../../src/git/refs/refFiles.ts';
import { testRepository } from './testRepository.ts';

test('refs are read as git tells them, however they are kept', async (context) => {
  const repository = testRepository(context, { 'a.txt': 'a' });
  const { folder, git } = repository;
  const common = path.join(folder, '.git');
  const same = async (): Promise<void> => {
    const refs = await readRefs(folder);
    assert.deepEqual(await readRefFiles(common), refs);
    for (const [name, id] of Object.entries(refs)) assert.equal(await readRef(folder, name), id, name);
    for (const name of ['refs/heads/deep', 'refs/heads/mai', 'refs/heads/nowhere', 'refs/tags/1'])
      assert.equal(await readRef(folder, name), undefined, name);
  };
  await same();
  git('branch', 'deep/er/one');
  git('branch', 'ünïcode-分支');
  git('tag', 'v1');
  git('tag', '-a', 'v2', '-m', 'Annotated');
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
  git('symbolic-ref', 'refs/heads/nowhere', 'refs/heads/missing');
  await same();
  git('pack-refs', '--all');
  await same();
  repository.write('a.txt', 'b');
  git('commit', '--quiet', '-am', 'Second');
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  git('branch', '-D', 'deep/er/one');
  git('branch', 'deep/er');
  git('update-ref', 'refs/notes/x', 'HEAD~1');
  writeFileSync(path.join(common, 'refs/heads/main.lock'), '');
  await same();
});

test('whatever lies where refs are kept, reading comes to an end', async (context) => {
  const { folder, git } = testRepository(context, { 'a.txt': 'a' });
  const heads = path.join(folder, '.git', 'refs', 'heads');
  symlinkSync('..', path.join(heads, 'up'), 'junction');
  symlinkSync('missing', path.join(heads, 'gone'));
  mkdirSync(path.join(heads, 'empty'));
  writeFileSync(path.join(heads, 'rubbish'), '\0not an object');
  writeFileSync(path.join(heads, 'loop'), 'ref: refs/heads/loop\n');
  assert.deepEqual(await readRefFiles(path.join(folder, '.git')), { 'refs/heads/main': git('rev-parse', 'HEAD') });
  for (const name of ['up', 'gone', 'empty', 'rubbish', 'loop'])
    assert.equal(await readRef(folder, `refs/heads/${name}`), undefined, name);
});

test('where refs are kept in tables, git is asked', async (context) => {
  const { home, git, gitIn } = testRepository(context, { 'a.txt': 'a' });
  const other = path.join(home, 'tables');
  try {
    git('init', '--quiet', '--ref-format=reftable', other);
  } catch {
    return context.skip('this git has no tables of refs');
  }
  const tree = gitIn(other, 'write-tree');
  const commit = gitIn(other, '-c', 'user.name=P', '-c', 'user.email=p@example.org', 'commit-tree', tree, '-m', 'One');
  gitIn(other, 'update-ref', 'refs/heads/one', commit);
  assert.deepEqual(await readRefFiles(path.join(other, '.git')), { 'refs/heads/one': commit });
  assert.equal(await readRef(other, 'refs/heads/one'), commit);
  assert.equal(await readRef(other, 'refs/heads/two'), undefined);
});
