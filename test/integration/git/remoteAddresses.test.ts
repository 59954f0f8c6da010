import assert from 'node:assert/strict';
import test from 'node:test';
import { addressesOf, remoteAddresses } from '../../../src/git/remote/remoteAddresses.ts';
import { testRepository } from './testRepository.ts';

test('addresses of remotes are those that git itself would use', async (context) => {
  const { folder, git } = testRepository(context, { a: 'a' });
  assert.deepEqual(await remoteAddresses(folder), new Map());
  git('remote', 'add', 'origin', 'https://ada:secret@forge.example/a b (push).git');
  git('remote', 'add', 'two', 'short:x');
  git('remote', 'set-url', '--add', 'two', 'short:y');
  git('remote', 'add', 'apart', '/srv/fetch.git');
  git('remote', 'set-url', '--push', 'apart', 'short:pushed');
  git('config', 'url.git@forge.example:.insteadOf', 'short:');
  git('config', 'url.ssh://forge.example/.pushInsteadOf', 'https://ada:secret@forge.example/');
  assert.deepEqual(
    await remoteAddresses(folder),
    new Map([
      ['apart', { fetch: '/srv/fetch.git', push: ['git@forge.example:pushed'] }],
      [
        'origin',
        { fetch: 'https://ada:secret@forge.example/a b (push).git', push: ['ssh://forge.example/a b (push).git'] },
      ],
      ['two', { fetch: 'git@forge.example:x', push: ['git@forge.example:x', 'git@forge.example:y'] }],
    ]),
  );
  for (const name of ['origin', 'two', 'apart']) {
    const { fetch, push } = await addressesOf(folder, name);
    assert.equal(fetch, git('remote', 'get-url', name));
    assert.equal(push.join('\n'), git('remote', 'get-url', '--push', '--all', name));
  }
  assert.deepEqual(await addressesOf(folder, 'nowhere'), { push: [] });
});
