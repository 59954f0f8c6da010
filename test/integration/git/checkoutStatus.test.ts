import assert from 'node:assert/strict';
import { appendFileSync, chmodSync, existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { checkoutFiles, filesAsOf, touched } from '../../../src/git/files/checkoutFiles.ts';
import { checkoutStatus, readCaches } from '../../../src/git/files/checkoutStatus.ts';
import { takeFingerprint, takeLaterFingerprint, completeFingerprint } from '../../../src/git/guard/fingerprint.ts';
import { testRepository, writeIn } from './testRepository.ts';
import type { TestRepository } from './testRepository.ts';
import { scope, session, settings, workspacesOf, worktreeOf } from './testWorkspaces.ts';

const posixOnly = process.platform === 'win32' ? { skip: 'the monitor of this test is a shell script' } : {};

/** A checkout with changes of every kind. */
function checkout(context: TestContext): TestRepository {
  const repository = testRepository(context, { '.gitignore': 'dist/\n', 'a.txt': 'a\n', 'lib/b.txt': 'b\n', c: 'c\n' });
  repository.write('a.txt', 'changed\n');
  repository.write('lib/b.txt', 'staged\n');
  repository.git('add', 'lib/b.txt');
  rmSync(path.join(repository.folder, 'c'));
  repository.write('new folder/deep/x', 'x');
  repository.write('new folder/y', 'y');
  repository.write('lib/z', 'z');
  repository.write('dist/out', 'ignored');
  repository.git('init', '--quiet', 'nested');
  return repository;
}

/** A monitor of the person's that answers what it is given, and notes that it was asked. */
function monitor(repository: TestRepository, answer: string): { readonly asked: () => number } {
  const log = path.join(repository.home, 'asked');
  const hook = path.join(repository.folder, '.git', 'hooks', 'monitor');
  writeIn(path.dirname(hook), 'monitor', `#!/bin/sh\necho >> '${log}'\nprintf 'token\\0${answer}'\n`);
  chmodSync(hook, 0o755);
  repository.git('config', 'core.fsmonitor', '.git/hooks/monitor');
  repository.git('status');
  rmSync(log, { force: true });
  return { asked: () => (existsSync(log) ? readFileSync(log, 'utf8').length : 0) };
}

const seen = async (repository: TestRepository): Promise<readonly string[]> => {
  const entries = await checkoutStatus(repository.folder, await readCaches(repository.folder));
  return entries.map(({ state, path: file }) => `${state} ${file}`).sort();
};

test('a checkout is seen the same with and without what git caches of it', async (context) => {
  const repository = checkout(context);
  const plain = await seen(repository);
  assert.deepEqual(plain, [
    '.D c',
    '.M a.txt',
    '?? lib/z',
    '?? nested/',
    '?? new folder/deep/x',
    '?? new folder/y',
    'M. lib/b.txt',
  ]);
  for (const [key, value] of [
    ['core.untrackedCache', 'true'],
    ['status.showUntrackedFiles', 'all'],
    ['status.showUntrackedFiles', 'no'],
    ['feature.manyFiles', 'true'],
  ] as const) {
    repository.git('config', key, value);
    repository.git('status');
    assert.deepEqual(await seen(repository), plain, `${key}=${value}`);
  }
});

test('settings of other words for yes and no are understood', async (context) => {
  const repository = testRepository(context, { a: 'a' });
  const caches = () => readCaches(repository.folder);
  assert.deepEqual(await caches(), {});
  repository.git('config', 'core.untrackedCache', 'keep');
  repository.git('config', 'core.fsmonitor', 'off');
  assert.deepEqual(await caches(), {});
  appendFileSync(path.join(repository.folder, '.git', 'config'), '[core]\n\tfsmonitor\n\tuntrackedCache = yes\n');
  assert.deepEqual(await caches(), { monitor: 'true', untracked: 'normal' });
});

test("the person's monitor is asked, and no file that it does not name is looked at", posixOnly, async (context) => {
  const repository = checkout(context);
  const { asked } = monitor(repository, 'a.txt');
  repository.write('.gitignore', 'dist/\n# another size\n');
  const files = await seen(repository);
  assert.equal(asked() > 0, true);
  assert.deepEqual(
    files.filter((line) => /a\.txt|gitignore/.test(line)),
    ['.M a.txt'],
  );
});

test('a monitor that was changed beside an agent is not believed', posixOnly, async (context) => {
  const repository = testRepository(context, { 'a.txt': 'a\n' });
  const base = repository.git('rev-parse', 'HEAD');
  monitor(repository, '');
  await workspacesOf(repository).prepare(scope, [session('a', base)], settings());
  const worktree = worktreeOf(repository, 'a');
  const request = { repository: repository.folder, worktree, branch: session('a', base).branch ?? '' };
  const before = await completeFingerprint(await takeFingerprint(request), path.join(repository.home, 'kept'));
  const { asked } = monitor(repository, '" "');
  repository.write('a.txt', 'of an agent\n');
  const after = await takeLaterFingerprint(request, before);
  assert.deepEqual(Object.keys(after.checkout), ['a.txt']);
  assert.equal(asked(), 0);
});

test('a file in the checkout is noticed whatever it is called', async (context) => {
  const repository = testRepository(context, { 'a.txt': 'a\n' });
  for (const name of ['__proto__', 'constructor', 'a "b"']) {
    repository.write(name, 'x');
    assert.ok(Object.keys(await checkoutFiles(repository.folder, {})).includes(name), name);
    const early = await filesAsOf(repository.folder, '0', {});
    assert.equal(Object.entries(early).find(([file]) => file === name)?.[1], touched, name);
  }
});
