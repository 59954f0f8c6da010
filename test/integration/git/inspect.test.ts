import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { WorkspaceError } from '../../../src/ports/workspaces.ts';
import type { WorkspaceReason } from '../../../src/ports/workspaces.ts';
import { testRepository } from './testRepository.ts';
import { workspacesOf } from './testWorkspaces.ts';

const failing = (reason: WorkspaceReason, message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof WorkspaceError, String(error));
  assert.equal(error.reason, reason);
  assert.match(error.message, message);
  return true;
};

/** PATH for the rest of the test. */
function setPath(context: TestContext, value: string): void {
  const before = process.env['PATH'];
  context.after(() => (process.env['PATH'] = before));
  process.env['PATH'] = value;
}

test('a clean repository is described by its first commit, its remote and the branch checked out', async (context) => {
  const repository = testRepository(context, { 'a.txt': 'a' });
  const first = repository.git('rev-parse', 'HEAD');
  const second = repository.commit('Second');
  repository.git('remote', 'add', 'origin', 'https://me:secret@example.org/team/thing.git');
  assert.deepEqual(await workspacesOf(repository).inspect({}), {
    repository: {
      rootCommit: first,
      remote: 'https://example.org/team/thing.git',
      push: { origin: ['https://example.org/team/thing.git'] },
      name: 'thing',
    },
    base: { commit: second, branch: 'main' },
    dirty: [],
    converted: [],
  });
});

test('uncommitted files are listed by their exact names, the plan file apart', async (context) => {
  const repository = testRepository(context, { 'a.txt': 'a', 'plan.waveplan.yaml': 'x' });
  repository.write('a.txt', 'changed');
  repository.write('plan.waveplan.yaml', 'y');
  repository.write('-new é\n.txt', 'n');
  repository.write('deep/er/file', 'n');
  const { dirty } = await workspacesOf(repository).inspect({ planFile: 'plan.waveplan.yaml' });
  assert.deepEqual([...dirty].sort(), ['-new é\n.txt', 'a.txt', 'deep/er/file']);
});

test('repositories and worktrees within the checkout are no uncommitted files', async (context) => {
  const repository = testRepository(context, { 'a.txt': 'a' });
  repository.git('init', '--quiet', 'vendor/other');
  repository.git('worktree', 'add', '--quiet', '-b', 'side', '.worktrees/side');
  repository.write('vendor/mine.txt', 'mine\n');
  for (const untracked of ['false', 'true']) {
    repository.git('config', 'core.untrackedCache', untracked);
    const { dirty } = await workspacesOf(repository).inspect({});
    assert.deepEqual(dirty, ['vendor/mine.txt']);
  }
});

test('looking at a repository does not write to it', async (context) => {
  const repository = testRepository(context, { 'a.txt': 'a' });
  const index = path.join(repository.folder, '.git', 'index');
  const { readFileSync, utimesSync } = await import('node:fs');
  utimesSync(path.join(repository.folder, 'a.txt'), 1, 1);
  const before = readFileSync(index);
  await workspacesOf(repository).inspect({});
  assert.ok(readFileSync(index).equals(before));
});

test('the base can be a branch, a tag or a commit, and must be one', async (context) => {
  const repository = testRepository(context, { a: 'a' });
  const first = repository.git('rev-parse', 'HEAD');
  repository.git('branch', 'feature');
  repository.git('tag', 'v1');
  repository.commit('Second');
  const workspaces = workspacesOf(repository);
  assert.deepEqual((await workspaces.inspect({ base: 'feature' })).base, { commit: first, branch: 'feature' });
  assert.deepEqual((await workspaces.inspect({ base: 'v1' })).base, { commit: first });
  assert.deepEqual((await workspaces.inspect({ base: first })).base, { commit: first });
  await assert.rejects(workspaces.inspect({ base: 'nope' }), failing('unknown-base', /"nope".*leave it out/));
  await assert.rejects(workspaces.inspect({ base: '--all' }), failing('unknown-base', /"--all"/));
});

test('a repository without a commit, a bare one and a folder outside any are told apart', async (context) => {
  const empty = testRepository(context, {});
  await assert.rejects(workspacesOf(empty).inspect({}), failing('no-commit', /no commit yet.*Commit what you have/));
  const bare = path.join(empty.home, 'bare.git');
  empty.git('init', '--quiet', '--bare', bare);
  await assert.rejects(workspacesOf(empty, bare).inspect({}), failing('not-a-repository', /bare.*clone it/));
  await assert.rejects(workspacesOf(empty, empty.home).inspect({}), failing('not-a-repository', /git init/));
  const missing = path.join(empty.home, 'not there');
  await assert.rejects(workspacesOf(empty, missing).inspect({}), failing('not-a-repository', /not there/));
});

test('a missing git is said to be missing', async (context) => {
  const repository = testRepository(context, { a: 'a' });
  const folder = mkdtempSync(path.join(tmpdir(), 'wavegate-nothing-'));
  context.after(() => rmSync(folder, { recursive: true }));
  setPath(context, folder);
  await assert.rejects(workspacesOf(repository).inspect({}), failing('no-git', /not found on PATH.*Install git 2\.38/));
});

test('a git that is too old is named, with the feature it lacks', async (context) => {
  if (process.platform === 'win32') return context.skip('the stand-in for an old git is a script with a #! line');
  const repository = testRepository(context, { a: 'a' });
  const folder = path.join(repository.home, 'old');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'git'), '#!/bin/sh\necho git version 2.30.2\n');
  chmodSync(path.join(folder, 'git'), 0o755);
  setPath(context, folder + path.delimiter + process.env['PATH']);
  const expected = failing('git-too-old', /git version 2\.30\.2.*"git merge-tree --write-tree".*2\.38/);
  await assert.rejects(workspacesOf(repository).inspect({}), expected);
});

test('variables of a surrounding git call do not lead elsewhere', async (context) => {
  const repository = testRepository(context, { a: 'a' });
  const other = testRepository(context, { b: 'b' });
  process.env['GIT_DIR'] = path.join(other.folder, '.git');
  context.after(() => delete process.env['GIT_DIR']);
  const { base } = await workspacesOf(repository).inspect({});
  delete process.env['GIT_DIR'];
  assert.equal(base.commit, repository.git('rev-parse', 'HEAD'));
});
