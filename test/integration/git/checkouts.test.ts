import assert from 'node:assert/strict';
import { renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { findAt, listCheckouts, listWorktrees } from '../../../src/git/place/listedWorktrees.ts';
import { testRepository } from './testRepository.ts';

const posixOnly = process.platform === 'win32' ? { skip: 'links to files need rights there' } : {};

/** Whether worktrees and their branches are what `git worktree list` says they are. */
async function sameAsGit(folder: string): Promise<void> {
  const told = (await listWorktrees(folder)).map(({ path: place, branch }) => [path.resolve(place), branch]);
  const read = (await listCheckouts(folder)).map(({ path: place, branch }) => [path.resolve(place), branch]);
  assert.deepEqual(read.sort(), told.sort());
}

test('worktrees and what is checked out in them are read as git tells them', async (context) => {
  const { home, folder, git, gitIn } = testRepository(context, { a: 'a' });
  const at = (name: string): string => path.join(home, name);
  await sameAsGit(folder);
  git('worktree', 'add', '--quiet', '-b', 'deep/er/one', at('one'));
  git('worktree', 'add', '--quiet', '--detach', at('on no branch'));
  git('worktree', 'add', '--quiet', '--no-checkout', '-b', 'ünï', at('ünï'));
  await sameAsGit(folder);
  await sameAsGit(at('one'));
  git('pack-refs', '--all');
  gitIn(at('one'), 'checkout', '--quiet', '--detach');
  await sameAsGit(folder);
  // A person works on a branch under another name.
  git('symbolic-ref', 'refs/heads/alias', 'refs/heads/deep/er/one');
  gitIn(at('one'), 'symbolic-ref', 'HEAD', 'refs/heads/alias');
  await sameAsGit(folder);
  rmSync(at('ünï'), { recursive: true });
  await sameAsGit(folder);
  git('checkout', '--quiet', '--detach');
  await sameAsGit(folder);
  const checkouts = await listCheckouts(folder);
  assert.equal((await findAt(checkouts, at('one')))?.branch, 'deep/er/one');
  assert.equal(await findAt(checkouts, at('nowhere')), undefined);
});

test('where the files do not tell for certain what is checked out, git is asked', posixOnly, async (context) => {
  const { home, folder, git, gitIn } = testRepository(context, { a: 'a' });
  const bare = path.join(home, 'bare', '.git');
  git('clone', '--quiet', '--bare', folder, bare);
  gitIn(bare, 'worktree', 'add', '--quiet', '-b', 'beside', path.join(home, 'beside'));
  await sameAsGit(bare);
  await sameAsGit(path.join(home, 'beside'));
  git('clone', '--quiet', `--separate-git-dir=${path.join(home, 'elsewhere')}`, folder, path.join(home, 'apart'));
  await sameAsGit(path.join(home, 'apart'));
  const head = path.join(folder, '.git', 'HEAD');
  rmSync(head);
  symlinkSync('refs/heads/main', head);
  await sameAsGit(folder);
  rmSync(head);
  writeFileSync(`${head}.new`, 'ref: refs/heads/main\n');
  renameSync(`${head}.new`, head);
  git('config', 'core.bare', 'true');
  await sameAsGit(folder);
});
