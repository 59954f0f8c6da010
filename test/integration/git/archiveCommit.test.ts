import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { commitArchiveBranch, commitArchiveFolder, pushArchiveBranch } from '../../../src/git/commit/archiveCommit.ts';
import { testRepository, writeIn } from './testRepository.ts';
import type { TestRepository } from './testRepository.ts';

function record(repository: TestRepository, run: string, text = run) {
  const from = path.join(repository.home, `record of ${run}`);
  writeIn(from, 'archive.json', '{}\n');
  writeIn(from, 'waves/one.md', text);
  const files = ['archive.json', 'waves/one.md'];
  const message = `Record of ${run}\n\nWavegate-Archive: records\n`;
  return { repository: repository.folder, from, files, folder: run, message, branch: 'records' };
}

test('two runs that archive to one branch at once, and a third of another clone, each keep what the others added', async (t) => {
  const repository = testRepository(t, { 'a.txt': 'a' });
  const { home, git, gitIn } = repository;
  const remote = path.join(home, 'remote.git');
  gitIn(home, 'init', '--quiet', '--bare', remote);
  git('remote', 'add', 'origin', remote);
  const clone = path.join(home, 'clone');
  gitIn(home, 'clone', '--quiet', repository.folder, clone);
  gitIn(clone, 'remote', 'set-url', 'origin', remote);
  await Promise.all([commitArchiveBranch(record(repository, 'r1')), commitArchiveBranch(record(repository, 'r2'))]);
  assert.equal(git('show', 'records:r1/waves/one.md'), 'r1');
  assert.equal(git('show', 'records:r2/waves/one.md'), 'r2');
  const elsewhere = { ...record(repository, 'r3'), repository: clone, remote: 'origin' };
  await pushArchiveBranch(elsewhere);
  const pushed = await pushArchiveBranch({ ...record(repository, 'r1'), remote: 'origin' });
  assert.equal(gitIn(remote, 'rev-parse', 'records'), pushed);
  assert.equal(git('rev-parse', 'records'), pushed);
  assert.deepEqual(git('ls-tree', '--name-only', 'records').split('\n'), ['r1', 'r2', 'r3']);
  assert.equal(await pushArchiveBranch({ ...record(repository, 'r1'), remote: 'origin' }), pushed, 'nothing new');
  // The other one knows nothing of that, and adds to it.
  await pushArchiveBranch({ ...elsewhere, ...record(repository, 'r4'), repository: clone });
  assert.equal(gitIn(remote, 'ls-tree', '--name-only', 'records'), 'r1\nr2\nr3\nr4');
  assert.equal(git('status', '--porcelain'), '');
  assert.equal(git('for-each-ref', 'refs/wavegate/'), '');
});

test('a branch with work on it, and one that is checked out, are no places for records', async (t) => {
  const repository = testRepository(t, { 'a.txt': 'a' });
  const main = repository.git('rev-parse', 'main');
  repository.git('branch', 'work');
  const asked = record(repository, 'r1');
  await assert.rejects(
    commitArchiveBranch({ ...asked, branch: 'work' }),
    /holds something else than records.*archive\.to/,
  );
  await assert.rejects(commitArchiveBranch({ ...asked, branch: 'main' }), /checked out in .*Switch to another branch/);
  assert.equal(repository.git('rev-parse', 'main', 'work'), `${main}\n${main}`);
});

test('a record in a folder is one commit on the run branch, and asking again makes no other', async (t) => {
  const repository = testRepository(t, { 'a.txt': 'a', 'docs/runs/r1/old.md': 'of an earlier attempt' });
  repository.git('branch', 'wavegate/r1');
  const parent = repository.git('rev-parse', 'main');
  const asked = { ...record(repository, 'r1'), folder: 'docs/runs/r1', branch: 'wavegate/r1', parent };
  const { commit, tree } = await commitArchiveFolder(asked);
  assert.equal(repository.git('rev-parse', 'wavegate/r1'), commit);
  assert.equal(
    repository.git('diff', '--name-status', 'main', 'wavegate/r1').replaceAll('\t', ' '),
    ['A docs/runs/r1/archive.json', 'D docs/runs/r1/old.md', 'A docs/runs/r1/waves/one.md'].join('\n'),
  );
  assert.deepEqual(await commitArchiveFolder({ ...asked, parent: commit }), { commit, tree });
});

test('without the remote, the record stays on the branch here, and the reason is told', async (t) => {
  const repository = testRepository(t, { 'a.txt': 'a' });
  repository.git('remote', 'add', 'origin', path.join(repository.home, 'nowhere'));
  await assert.rejects(
    pushArchiveBranch({ ...record(repository, 'r1'), remote: 'origin' }),
    /records was not pushed to origin/,
  );
  assert.equal(repository.git('show', 'records:r1/waves/one.md'), 'r1');
});
