import assert from 'node:assert/strict';
import test from 'node:test';
import { diffText } from '../../../src/git/changes/diffText.ts';
import { testRepository, writeIn } from './testRepository.ts';

test('a difference is given file by file, the wanted ones first, and what does not fit is named', async (t) => {
  const repository = testRepository(t, { 'base.js': 'base\n' });
  const { git, folder } = repository;
  const from = git('rev-parse', 'HEAD');
  writeIn(folder, 'a.js', 'one\n');
  writeIn(folder, 'large.js', 'x'.repeat(5_000));
  writeIn(folder, 'z b.js', 'two\n');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Change');
  const to = git('rev-parse', 'HEAD');
  const request = { repository: folder, from, to, first: ['z b.js', 'not there.js'] };

  const small = await diffText({ ...request, kilobytes: 2 });
  assert.deepEqual(small.left, ['large.js']);
  assert.match(small.text, /z b\.js[\s\S]*\+two[\s\S]*a\.js[\s\S]*\+one/);
  const whole = await diffText({ ...request, kilobytes: 100 });
  assert.deepEqual(whole.left, []);
  assert.deepEqual(await diffText({ ...request, to: from, kilobytes: 1 }), { text: '', left: [] });
});
