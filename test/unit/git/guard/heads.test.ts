import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { isUnderWay, readHeads, refsInUse, sessionMark } from '../../../../src/git/guard/heads.ts';
import { everyWorktree } from '../../../../src/git/place/repositoryFolders.ts';
import { temporaryFolder } from '../../../support/journalFixture.ts';

/** A git folder with these files in it, and the checkout it belongs to. */
async function gitFolder(t: Pick<TestContext, 'after'>, files: Readonly<Record<string, string>>) {
  const checkout = path.join(await temporaryFolder(t), 'code');
  const common = path.join(checkout, '.git');
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(common, ...name.split('/'));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return { checkout, common };
}

suite('what is checked out in a repository', () => {
  test('is told for each worktree of the person, and for none that was made for a session', async (t) => {
    const { checkout, common } = await gitFolder(t, {
      HEAD: 'ref: refs/heads/main\n',
      'worktrees/side/gitdir': '/elsewhere/side/.git\n',
      'worktrees/side/HEAD': `${'a'.repeat(40)}\n`,
      'worktrees/agent/gitdir': '/worktrees/agent/.git\n',
      'worktrees/agent/HEAD': 'ref: refs/heads/wavegate/r1.sessions/w1/a\n',
      'worktrees/made/gitdir': '/worktrees/made/.git\n',
      'worktrees/made/HEAD': `${'b'.repeat(40)}\n`,
      [`worktrees/made/${sessionMark}`]: '',
      'worktrees/half/HEAD': 'ref: refs/heads/half\n',
    });
    assert.deepEqual(await readHeads(common, 'wavegate'), {
      [checkout]: 'refs/heads/main',
      [path.resolve('/elsewhere/side')]: 'a'.repeat(40),
    });
  });

  test('is read with the line ends and spaces that others write', async (t) => {
    const { checkout, common } = await gitFolder(t, { HEAD: 'ref:   refs/heads/main  \r\n' });
    assert.deepEqual(await readHeads(common, 'wavegate'), { [checkout]: 'refs/heads/main' });
  });

  test('is not known where HEAD cannot be read, and that is no failure', async (t) => {
    const { checkout, common } = await gitFolder(t, { 'HEAD/x': 'a folder in its place' });
    assert.deepEqual(await readHeads(common, 'wavegate'), { [checkout]: '' });
  });

  test('is told for worktrees that git names relative to its folder', async (t) => {
    const { checkout, common } = await gitFolder(t, {
      HEAD: 'ref: refs/heads/main\n',
      'worktrees/side/gitdir': '../../../../side/.git\n',
    });
    assert.deepEqual(
      everyWorktree(common).map(({ worktree }) => worktree),
      [checkout, path.join(path.dirname(checkout), 'side')],
    );
  });
});

suite('refs that somebody works on', () => {
  test('are those checked out, rebased, bisected or moved along by a rebase', async (t) => {
    const { common } = await gitFolder(t, {
      HEAD: `${'a'.repeat(40)}\n`,
      'rebase-merge/head-name': 'refs/heads/topic\n',
      'rebase-merge/update-refs': `refs/heads/one\n${'0'.repeat(40)}\n${'1'.repeat(40)}\nrefs/heads/two\n`,
      'worktrees/side/gitdir': '/side/.git\n',
      'worktrees/side/HEAD': 'ref: refs/heads/side\n',
      'worktrees/side/BISECT_START': 'hunted\n',
      'worktrees/side/rebase-apply/head-name': 'refs/heads/mailed\n',
    });
    const used = await refsInUse(common);
    for (const ref of ['topic', 'one', 'two', 'side', 'hunted', 'mailed'])
      assert.ok(used.has(`refs/heads/${ref}`), `refs/heads/${ref}`);
    assert.equal(used.has('refs/heads/main'), false);
  });
});

suite('something under way in a checkout', () => {
  for (const sign of [
    'rebase-merge/todo',
    'rebase-apply/x',
    'MERGE_HEAD',
    'CHERRY_PICK_HEAD',
    'REVERT_HEAD',
    'BISECT_LOG',
    'sequencer/todo',
    'index.lock',
  ])
    test(`is seen by ${sign}`, async (t) => {
      const { checkout, common } = await gitFolder(t, { [sign]: '' });
      assert.equal(isUnderWay(common, checkout), true);
    });

  test('is not what happens in another worktree, nor where there is none', async (t) => {
    const { checkout, common } = await gitFolder(t, {
      'worktrees/side/gitdir': '/side/.git\n',
      'worktrees/side/MERGE_HEAD': '',
    });
    assert.equal(isUnderWay(common, checkout), false);
    assert.equal(isUnderWay(common, path.resolve('/side')), true);
    assert.equal(isUnderWay(common, path.resolve('/nowhere')), false);
  });
});
