import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { guardFolderOf } from '../../../src/git/guard/guardFolder.ts';
import { takeSharedCheckout } from '../../../src/git/guard/sharedCheckout.ts';
import type { SharedCheckout } from '../../../src/git/guard/sharedCheckout.ts';
import { testRepository } from './testRepository.ts';
import { scope, session, settings, workspacesOf, worktreeOf } from './testWorkspaces.ts';

interface Prepared {
  readonly prepareAgain: () => Promise<unknown>;
  readonly worktree: (subject: string) => string;
  readonly take: (subject: string, secondsLater?: number) => Promise<SharedCheckout | undefined>;
}

/** Two sessions about to start, in the repository of a person who has work under way. */
async function prepared(context: TestContext): Promise<Prepared> {
  const repository = testRepository(context, { 'a.txt': 'a\n', 'b.txt': 'b\n' });
  repository.write('a.txt', 'under way\n');
  repository.write('mine.txt', 'mine\n');
  const base = repository.git('rev-parse', 'HEAD');
  const sessions = [session('a', base), session('b', base)];
  const prepare = () => workspacesOf(repository).prepare(scope, sessions, settings());
  await prepare();
  const worktree = (subject: string) => worktreeOf(repository, subject);
  return {
    prepareAgain: prepare,
    worktree,
    async take(subject, secondsLater = 0) {
      const backupFolder = path.join(repository.home, 'backup', 'r1');
      const now = Date.now() + secondsLater * 1000;
      return takeSharedCheckout(guardFolderOf({ backupFolder, worktree: worktree(subject) }), now);
    },
  };
}

test('what the person has under way is read and copied before the agents of a wave start, once for all', async (context) => {
  const { take } = await prepared(context);
  const [a, b] = [await take('a'), await take('b')];
  assert.deepEqual(a, b);
  assert.deepEqual(Object.keys(a?.states ?? {}).sort(), ['a.txt', 'mine.txt']);
  assert.equal(readFileSync(path.join(a?.copies ?? '', 'a.txt'), 'utf8'), 'under way\n');
  assert.equal(readFileSync(path.join(a?.copies ?? '', 'mine.txt'), 'utf8'), 'mine\n');
});

test('a session that starts again, or much later, reads for itself: the person has gone on since', async (context) => {
  const { take } = await prepared(context);
  assert.notEqual(await take('a'), undefined);
  assert.equal(await take('a'), undefined);
  assert.equal(await take('b', 120), undefined);
});

test('a session that has begun is not given what was read for those that begin now', async (context) => {
  const { prepareAgain, take, worktree } = await prepared(context);
  await take('a');
  mkdirSync(path.join(worktree('a'), '.wavegate'));
  await prepareAgain();
  assert.equal(await take('a'), undefined);
  assert.notEqual(await take('b'), undefined);
});
