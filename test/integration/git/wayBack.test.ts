import assert from 'node:assert/strict';
import test from 'node:test';
import { committedWaves } from '../../../src/git/commit/committedWaves.ts';
import { mergeParts } from '../../../src/git/merge/mergeParts.ts';
import { foreseeReverts, partsToMerge } from '../../../src/git/merge/wayBack.ts';
import { testRepository } from './testRepository.ts';

const lines = (text: string): string => `${text.split(' ').join('\n')}\n`;
const keep = 'refs/wavegate/r1/merged/back';

test('a commit is taken back with what came later kept; where later work is in the way, it is said beforehand', async (t) => {
  const {
    folder: repository,
    git,
    write,
    commit,
  } = testRepository(t, {
    'a.txt': lines('1 2 3 4 5 6 7 8 9'),
    'plan.yaml': 'plan: 1\n',
  });
  write('a.txt', lines('1 two 3 4 5 6 7 8 9'));
  write('new.txt', 'new\n');
  write('plan.yaml', 'plan: 2\n');
  const one = commit('One');
  write('a.txt', lines('1 two 3 4 5 6 7 8 nine'));
  commit('Later, elsewhere');
  const head = commit('Head');
  assert.deepEqual(await foreseeReverts(repository, head, [one], ['plan.yaml']), [{ conflicts: [], isGone: false }]);
  const parts = await partsToMerge(repository, head, [{ subject: 'one', commit: one, reverts: true }]);
  const merged = await mergeParts({ repository, onto: head, parts, keep, stays: ['plan.yaml'] });
  assert.ok('commit' in merged);
  assert.equal(git('show', `${merged.commit}:a.txt`), lines('1 2 3 4 5 6 7 8 nine').trimEnd());
  assert.equal(git('ls-tree', '--name-only', merged.commit), 'a.txt\nplan.yaml');
  assert.equal(git('show', `${merged.commit}:plan.yaml`), 'plan: 2');
  assert.deepEqual(await foreseeReverts(repository, merged.commit, [one], ['plan.yaml']), [
    { conflicts: [], isGone: true },
  ]);

  write('a.txt', lines('1 two! 3 4 5 6 7 8 nine'));
  const over = commit('Later, at the same place');
  assert.deepEqual(await foreseeReverts(repository, over, [one], ['plan.yaml']), [
    { conflicts: ['a.txt'], isGone: false },
  ]);
  assert.deepEqual(
    await foreseeReverts(repository, over, [over, one], ['plan.yaml']),
    [
      { conflicts: [], isGone: false },
      { conflicts: [], isGone: false },
    ],
    'after the later one is taken back, nothing is in the way',
  );
});

test('a commit that the run does not have is not taken back: merged, it would bring its history', async (t) => {
  const { folder, git, write, commit } = testRepository(t, { 'a.txt': 'a\n' });
  const head = git('rev-parse', 'HEAD');
  git('checkout', '--quiet', '-b', 'other');
  write('b.txt', 'b\n');
  const other = commit('Other');
  await assert.rejects(
    partsToMerge(folder, head, [{ subject: 'other', commit: other, reverts: true }]),
    /is not in the history of the run, so it cannot be taken back/,
  );
  await assert.rejects(foreseeReverts(folder, head, [head], []), /has no parent/);
});

test('the waves of a run are found by their trailers after a rebase and after a squash', async (t) => {
  const { folder, git, write, commit } = testRepository(t, { 'a.txt': 'a\n' });
  const message = (wave: string, more = ''): string =>
    `Wave ${wave}\n\nWavegate-Run: r1\nWavegate-Wave: ${wave}\n${more}`;
  git('checkout', '--quiet', '-b', 'run');
  write('one.txt', '1\n');
  const one = commit(message('one'));
  commit(`Revise the plan: x\n\nWavegate-Run: r1\nWavegate-Wave: one\nWavegate-Revision: 1\n`);
  write('two.txt', '2\n');
  const two = commit(message('two'));
  git('checkout', '--quiet', 'main');
  write('b.txt', 'b\n');
  commit('Meanwhile');
  assert.deepEqual((await committedWaves(folder, 'r1', { one, two }))?.found, []);
  git('checkout', '--quiet', '-b', 'rebased');
  git('cherry-pick', '--allow-empty', 'main~1..run');
  const found = (await committedWaves(folder, 'r1', { one, two }))?.found;
  assert.deepEqual(
    found?.map(({ waves }) => waves),
    [['two'], ['one']],
  );
  assert.ok(found.every(({ commit: id }) => id !== one && id !== two));
  git('checkout', '--quiet', 'main');
  git('merge', '--quiet', '--squash', 'run');
  const squashed = commit(
    `All of it\n\n${message('one')}\nWavegate-Run: r1\nWavegate-Wave: one\nWavegate-Revision: 1\n\n${message('two')}`,
  );
  assert.deepEqual((await committedWaves(folder, 'r1', { one, two }))?.found, [
    { commit: squashed, waves: ['one', 'two'] },
  ]);
});

test('a branch that has changed a file which the run has changed too, elsewhere in it, is merged', async (t) => {
  const { folder: repository, git, write, commit } = testRepository(t, { 'a.txt': lines('1 2 3 4 5 6 7 8 9') });
  const base = git('rev-parse', 'HEAD');
  write('a.txt', lines('one 2 3 4 5 6 7 8 9'));
  const onto = commit('The run');
  git('checkout', '--quiet', '--detach', base);
  write('a.txt', lines('1 2 3 4 5 6 7 8 nine'));
  const main = commit('Main');
  const merged = await mergeParts({ repository, onto, parts: [{ subject: 'main', commit: main }], keep });
  assert.ok('commit' in merged);
  assert.equal(git('show', `${merged.commit}:a.txt`), lines('one 2 3 4 5 6 7 8 nine').trimEnd());
});
