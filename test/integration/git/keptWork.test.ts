import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import { keepAt } from '../../../src/git/refs/keepAt.ts';
import { bundleKept } from '../../../src/git/worktrees/cleanRun.ts';
import { testRepository } from './testRepository.ts';

const ref = 'refs/wavegate/r1/saved/one/a';

suite('work that is kept of a session', () => {
  test('stays when the same session leaves other work later', async (context) => {
    const repository = testRepository(context, { 'a.txt': 'a' });
    const { folder, git } = repository;
    const first = repository.commit('First attempt');
    git('reset', '--quiet', '--hard', 'HEAD~1');
    const second = repository.commit('Second attempt');
    git('reset', '--quiet', '--hard', 'HEAD~1');
    await keepAt(folder, ref, first);
    await keepAt(folder, ref, first);
    await keepAt(folder, ref, second);
    git('reflog', 'expire', '--expire=now', '--all');
    git('gc', '--quiet', '--prune=now');
    assert.equal(git('rev-parse', ref), second);
    assert.equal(git('cat-file', '-t', first), 'commit');
    assert.equal(git('for-each-ref', '--format=%(objectname)', `refs/wavegate/**`).split('\n').length, 2);
  });

  test('takes one name where the later work holds the earlier', async (context) => {
    const repository = testRepository(context, { 'a.txt': 'a' });
    await keepAt(repository.folder, ref, repository.commit('First'));
    const second = repository.commit('Second');
    await keepAt(repository.folder, ref, second);
    assert.equal(
      repository.git('for-each-ref', '--format=%(refname) %(objectname)', 'refs/wavegate/'),
      `${ref} ${second}`,
    );
  });

  test('is written to a bundle of its own each time, so that an earlier one stays whole', async (context) => {
    const repository = testRepository(context, { 'a.txt': 'a' });
    const { folder, git, home } = repository;
    const file = path.join(home, 'r1.bundle');
    const kept: string[] = [];
    for (const attempt of ['first', 'second', 'third']) {
      const commit = repository.commit(attempt);
      git('reset', '--quiet', '--hard', 'HEAD~1');
      await keepAt(folder, ref, commit);
      const { removed, kept: lines, failed } = await bundleKept(folder, 'r1', file);
      assert.deepEqual([removed, failed], [['1 kept ref'], []]);
      const [, bundle = ''] = /git fetch "(.*\.bundle)" '/.exec(lines.join('\n')) ?? [];
      kept.push(bundle);
      assert.equal(git('for-each-ref', 'refs/wavegate/'), '');
      for (const each of kept) git('bundle', 'verify', '--quiet', each);
    }
    assert.equal(new Set(kept).size, 3);
    git('fetch', '--quiet', kept[0] ?? '', 'refs/wavegate/r1/*:refs/wavegate/r1/*');
    assert.equal(git('log', '-1', '--format=%s', ref), 'first');
  });
  test('is in the bundle, which stays, though a ref of it cannot be removed', async (context) => {
    const repository = testRepository(context, { 'a.txt': 'a' });
    const { folder, git, home } = repository;
    const other = 'refs/wavegate/r1/saved/one/b';
    for (const each of [ref, other]) {
      await keepAt(folder, each, repository.commit(each));
      git('reset', '--quiet', '--hard', 'HEAD~1');
    }
    // As another git leaves it that is at work on the ref, or was killed.
    const lock = path.join(folder, '.git', ...`${other}.lock`.split('/'));
    await writeFile(lock, '');
    const { removed, kept, failed } = await bundleKept(folder, 'r1', path.join(home, 'r1.bundle'));
    assert.deepEqual(removed, ['1 kept ref']);
    assert.equal(failed.length, 1);
    assert.match(failed[0] ?? '', /^refs\/wavegate\/r1\/saved\/one\/b: .*lock/s);
    const [, bundle = ''] = /git fetch "?(.*\.bundle)"? '/.exec(kept.join('\n')) ?? [];
    await rm(lock);
    git('fetch', '--quiet', bundle, 'refs/wavegate/r1/*:refs/wavegate/r1/*');
    assert.equal(git('log', '-1', '--format=%s', ref), ref);
    assert.equal(git('log', '-1', '--format=%s', other), other);
  });
});
