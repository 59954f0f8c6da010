import assert from 'node:assert/strict';
import { mkdir, realpath, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { GitError } from '../../../../src/git/call/gitError.ts';
import { administrativeFolder, commonFolder, everyWorktree } from '../../../../src/git/place/repositoryFolders.ts';
import { canonical, samePlace } from '../../../../src/git/place/samePlace.ts';
import { worktreeCall } from '../../../../src/git/place/worktreeCall.ts';
import { temporaryFolder } from '../../../support/journalFixture.ts';

/** A repository as its files show it, without git: a checkout, and the git folder in it. */
async function repository(t: Pick<TestContext, 'after'>) {
  const root = await realpath(await temporaryFolder(t));
  const checkout = path.join(root, 'repo');
  const common = path.join(checkout, '.git');
  await mkdir(path.join(common, 'worktrees'), { recursive: true });
  await writeFile(path.join(common, 'HEAD'), 'ref: refs/heads/main\n');
  /** Registers a worktree as `git worktree add` does. `gitdir`: words of the file that leads to it. */
  const add = async (name: string, worktree: string, gitdir = `${path.join(worktree, '.git')}\n`): Promise<string> => {
    const folder = path.join(common, 'worktrees', name);
    await mkdir(folder, { recursive: true });
    await mkdir(worktree, { recursive: true });
    await writeFile(path.join(folder, 'HEAD'), 'ref: refs/heads/side\n');
    await writeFile(path.join(folder, 'commondir'), '../..\n');
    await writeFile(path.join(folder, 'gitdir'), gitdir);
    await writeFile(path.join(worktree, '.git'), `gitdir: ${folder}\n`);
    return folder;
  };
  return { root, checkout, common, add };
}

suite('the git folder that all worktrees share', () => {
  test('is found from the checkout and from a worktree, without asking git', async (t) => {
    const { root, checkout, common, add } = await repository(t);
    await add('one', path.join(root, 'one'));
    assert.equal(await commonFolder(checkout), common);
    assert.equal(await commonFolder(path.join(root, 'one')), common);
  });

  for (const [what, words] of [
    ['relative', (worktree: string, folder: string) => `gitdir: ${path.relative(worktree, folder)}\n`],
    ['with a Windows line end', (_worktree: string, folder: string) => `gitdir: ${folder}\r\n`],
    ['without a line end', (_worktree: string, folder: string) => `gitdir: ${folder}`],
  ] as const)
    test(`is found where the link of a worktree is ${what}`, async (t) => {
      const { root, common, add } = await repository(t);
      const worktree = path.join(root, 'a tree with spaces');
      await writeFile(path.join(worktree, '.git'), words(worktree, await add('one', worktree)));
      assert.equal(await commonFolder(worktree), common);
    });

  test('is where a link leads, as in a checkout that lends its git folder', async (t) => {
    const { root, common } = await repository(t);
    const other = path.join(root, 'other');
    await mkdir(other);
    await symlink(common, path.join(other, '.git'));
    assert.equal(await commonFolder(other), common);
  });
});

suite('the folder that a repository keeps for a worktree', () => {
  test('is found by the place of the worktree, however that is spelled', async (t) => {
    const { root, common, add } = await repository(t);
    const worktree = path.join(root, 'one');
    const folder = await add('one', worktree);
    await symlink(worktree, path.join(root, 'alias'));
    for (const spelled of [worktree, `${worktree}/`, path.join(root, 'x', '..', 'one'), path.join(root, 'alias')])
      assert.equal(await administrativeFolder(common, spelled), folder, spelled);
    assert.deepEqual(await worktreeCall(common, worktree), {
      folder: worktree,
      env: { GIT_DIR: folder, GIT_WORK_TREE: worktree },
    });
  });

  test('does not follow what an agent has written into the worktree', async (t) => {
    const { root, common, add } = await repository(t);
    const worktree = path.join(root, 'one');
    const folder = await add('one', worktree);
    await add('two', path.join(root, 'two'));
    await writeFile(path.join(worktree, '.git'), `gitdir: ${path.join(common, 'worktrees', 'two')}\n`);
    assert.equal(await administrativeFolder(common, worktree), folder);
  });

  for (const [what, gitdir] of [
    ['relative', '../../../../one/.git\n'],
    ['with a Windows line end', undefined],
  ] as const)
    test(`is found where its own link is ${what}`, async (t) => {
      const { root, common, add } = await repository(t);
      const worktree = path.join(root, 'one');
      const folder = await add('one', worktree, gitdir ?? `${path.join(worktree, '.git')}\r\n`);
      assert.equal(await administrativeFolder(common, worktree), folder);
    });

  test('is none for a folder that is no worktree, and a call there says so', async (t) => {
    const { root, common, add } = await repository(t);
    await add('one', path.join(root, 'one'));
    for (const place of [path.join(root, 'nowhere'), path.join(root, 'one', 'src'), root])
      assert.equal(await administrativeFolder(common, place), undefined, place);
    await assert.rejects(worktreeCall(common, path.join(root, 'nowhere')), (error: unknown) => {
      assert.ok(error instanceof GitError);
      assert.match(error.message, /nowhere is no worktree of the repository at .*\.git\.$/);
      return true;
    });
  });

  test('is left out where it is damaged, and hides none of the others', async (t) => {
    const { root, checkout, common, add } = await repository(t);
    const folder = await add('one', path.join(root, 'one'));
    await mkdir(path.join(common, 'worktrees', 'empty'));
    await mkdir(path.join(common, 'worktrees', 'odd', 'gitdir'), { recursive: true });
    await writeFile(path.join(common, 'worktrees', 'a file'), '');
    assert.deepEqual(everyWorktree(common), [
      { worktree: checkout, folder: common },
      { worktree: path.join(root, 'one'), folder },
    ]);
  });

  test('of a bare repository has no checkout above it', async (t) => {
    const root = await temporaryFolder(t);
    const bare = path.join(root, 'project.git');
    await mkdir(bare);
    assert.deepEqual(everyWorktree(bare), [{ worktree: bare, folder: bare }]);
  });
});

suite('two paths', () => {
  test('are one place where links and spelling say so, also for what is not there yet', async (t) => {
    const root = await realpath(await temporaryFolder(t));
    await mkdir(path.join(root, 'real'));
    await symlink(path.join(root, 'real'), path.join(root, 'alias'));
    for (const [one, other, same] of [
      ['real', 'alias', true],
      ['real', 'real/.', true],
      ['real/not/there/yet', 'alias/not/there/yet', true],
      ['real', 'real2', false],
      ['real/a', 'alias/b', false],
    ] as const)
      assert.equal(await samePlace(path.join(root, one), path.join(root, other)), same, `${one} ${other}`);
  });

  test('are kept apart where a link leads nowhere, or to itself', async (t) => {
    const root = await realpath(await temporaryFolder(t));
    await symlink(path.join(root, 'gone'), path.join(root, 'dangling'));
    await symlink(path.join(root, 'loop'), path.join(root, 'loop'));
    assert.equal(await canonical(path.join(root, 'dangling')), path.join(root, 'dangling'));
    assert.equal(await canonical(path.join(root, 'loop', 'below')), path.join(root, 'loop', 'below'));
    assert.equal(await samePlace(path.join(root, 'loop'), path.join(root, 'dangling')), false);
  });

  test('at the root of the disk end there', async () => {
    const top = path.parse(process.cwd()).root;
    assert.equal(await canonical(top), top);
    assert.equal(await canonical(path.join(top, 'no such folder here')), path.join(top, 'no such folder here'));
  });
});
