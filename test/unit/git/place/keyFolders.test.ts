import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { copyKeys, findKeys } from '../../../../src/git/place/keyFolders.ts';
import { temporaryFolder } from '../../../support/journalFixture.ts';

async function gitFolder(t: Pick<TestContext, 'after'>) {
  const root = await temporaryFolder(t);
  const common = path.join(root, 'repo', '.git');
  const write = async (file: string, text: string): Promise<void> => {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), text);
  };
  await write('repo/.git/HEAD', 'ref: refs/heads/main\n');
  return { root, common, write, repository: path.join(root, 'repo') };
}

suite('keys of filters in a git folder', () => {
  test('are found where git-crypt keeps them, and where the plan says', async (t) => {
    const { common, write, repository } = await gitFolder(t);
    await write('repo/.git/git-crypt/keys/default', 'key');
    await write('repo/.git/vault/key.txt', 'other');
    assert.deepEqual(await findKeys(common, repository, ['vault/key.txt', './vault//', 'nowhere']), {
      'git-crypt': path.join(common, 'git-crypt'),
      'vault/key.txt': path.join(common, 'vault', 'key.txt'),
      vault: path.join(common, 'vault'),
    });
  });

  test('are none in a repository without filters', async (t) => {
    const { common, repository } = await gitFolder(t);
    assert.deepEqual(await findKeys(common, repository, []), {});
  });

  for (const name of [
    ...[
      'HEAD',
      'head',
      'index',
      'config',
      'config.worktree',
      'commondir',
      'gitdir',
      'logs',
      'refs/heads',
      'objects/pack',
    ],
    ...['packed-refs', 'info/exclude', 'hooks/pre-commit', 'worktrees/one', 'modules/a', 'wavegate-ready', 'Wavegate'],
    ...['', '.', './', '..', '../outside', 'vault/../../outside', 'vault/..'],
  ])
    test(`are never taken from ${JSON.stringify(name)}, which is git’s own or outside`, async (t) => {
      const { common, write, repository } = await gitFolder(t);
      for (const file of ['index', 'config', 'vault/x', 'hooks/pre-commit', 'logs/HEAD', 'worktrees/one/HEAD'])
        await write(`repo/.git/${file}`, '');
      await write('repo/outside', '');
      assert.deepEqual(await findKeys(common, repository, [name]), {});
    });

  test('of the worktree that the person works in go before those of all', async (t) => {
    const { root, common, write } = await gitFolder(t);
    const worktree = path.join(root, 'tree');
    await write('repo/.git/worktrees/tree/gitdir', `${path.join(worktree, '.git')}\n`);
    await write('repo/.git/worktrees/tree/git-crypt/keys/default', 'of the worktree');
    await write('repo/.git/git-crypt/keys/default', 'of all');
    await write('repo/.git/vault/key', 'of all');
    await mkdir(worktree);
    const keys = await findKeys(common, worktree, ['vault']);
    assert.equal(keys['git-crypt'], path.join(common, 'worktrees', 'tree', 'git-crypt'));
    assert.equal(keys['vault'], path.join(common, 'vault'));
  });

  test('are copied, so that an agent that removes or changes its own leaves the person’s', async (t) => {
    const { root, common, write, repository } = await gitFolder(t);
    await write('repo/.git/git-crypt/keys/default', 'key');
    await write('repo/.git/vault/key.txt', 'other');
    await chmod(path.join(common, 'vault', 'key.txt'), 0o600);
    const keys = await findKeys(common, repository, ['vault/key.txt']);
    const own = path.join(root, 'own');
    await copyKeys(keys, own);
    await copyKeys(keys, own);
    const copied = path.join(own, 'vault', 'key.txt');
    assert.equal(await readFile(path.join(own, 'git-crypt', 'keys', 'default'), 'utf8'), 'key');
    assert.equal(await readFile(copied, 'utf8'), 'other');
    if (process.platform !== 'win32') assert.equal((await stat(copied)).mode & 0o777, 0o600);
    await writeFile(copied, 'changed');
    assert.equal(await readFile(path.join(common, 'vault', 'key.txt'), 'utf8'), 'other');
  });
});
