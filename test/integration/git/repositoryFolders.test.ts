import assert from 'node:assert/strict';
import { chownSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { commonFolder } from '../../../src/git/place/repositoryFolders.ts';
import { repositoryAt } from '../../../src/git/place/repositoryAt.ts';
import { testRepository } from './testRepository.ts';

test('the git folder is found from wherever a person opens a repository, as git finds it', async (context) => {
  const { folder, home, git, gitIn } = testRepository(context, { 'a.txt': 'a', 'deep/b.txt': 'b' });
  const worktree = path.join(home, 'linked worktree');
  git('worktree', 'add', '--quiet', '--detach', worktree);
  const outside = path.join(home, 'outside');
  git('init', '--quiet', `--separate-git-dir=${path.join(home, 'kept elsewhere')}`, outside);
  git('init', '--quiet', '--bare', path.join(home, 'bare'));
  symlinkSync(folder, path.join(home, 'link'), 'junction');
  const places = [
    folder,
    path.join(folder, 'deep'),
    worktree,
    outside,
    path.join(home, 'bare'),
    path.join(home, 'link'),
  ];
  for (const place of places) {
    const told = gitIn(place, 'rev-parse', '--path-format=absolute', '--git-common-dir');
    assert.equal(await commonFolder(place), realpathSync(told), place);
  }
});

test(
  'a repository of another user is named, with the command that trusts it',
  { skip: process.getuid?.() === 0 ? false : 'only root can give a folder away' },
  async (context) => {
    const { folder } = testRepository(context, { 'a.txt': 'a\n' });
    chownSync(folder, 65_534, 65_534);
    chownSync(path.join(folder, '.git'), 65_534, 65_534);
    await assert.rejects(
      repositoryAt(folder),
      (error: Error) =>
        error.message.includes('belongs to another user') &&
        error.message.includes(`git config --global --add safe.directory "${folder}"`),
    );
  },
);

test('a folder in no repository is told apart from one in a damaged repository', async (context) => {
  const { home } = testRepository(context, {});
  const none = path.join(home, 'none');
  mkdirSync(none);
  await assert.rejects(commonFolder(none), /not a git repository/);
  writeFileSync(path.join(none, '.git'), 'gitdir: nowhere\n');
  await assert.rejects(commonFolder(none), /not a git repository/);
});
