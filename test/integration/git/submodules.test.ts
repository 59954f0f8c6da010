import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { keepSubmoduleWork, submoduleProblem } from '../../../src/git/work/submoduleWork.ts';
import type { SubmoduleWork } from '../../../src/git/work/submoduleWork.ts';
import { ignoreRules } from '../../../src/git/place/ignoredFiles.ts';
import { keepUnfilled, unfilledProblem } from '../../../src/git/work/unfilledSubmodules.ts';
import { testRepository, writeIn } from './testRepository.ts';
import type { TestRepository } from './testRepository.ts';
import { scope, session, settings, workspacesOf, worktreeOf } from './testWorkspaces.ts';

const asAgent = ['-c', 'user.name=An Agent', '-c', 'user.email=agent@example.org'];
const local = ['-c', 'protocol.file.allow=always'];

interface Project {
  readonly repository: TestRepository;
  readonly library: TestRepository;
  /** The submodule, checked out in the worktree of a session. */
  readonly inside: string;
  readonly worktree: string;
  /** Takes the session's worktree away, as at the end of a run. */
  readonly remove: () => Promise<unknown>;
  readonly look: () => Promise<readonly SubmoduleWork[]>;
}

/** A repository with a submodule, and a worktree in which an agent has initialised it. */
async function project(context: TestContext, removed = false): Promise<Project> {
  const library = testRepository(context, { 'l.txt': '1\n' });
  library.git('checkout', '--quiet', '-b', 'other');
  const repository = testRepository(context, { 'a.txt': 'a\n' });
  repository.git(...local, 'submodule', '--quiet', 'add', library.folder, 'vendor/lib');
  const base = repository.commit('Submodule');
  if (removed) repository.git('submodule', '--quiet', 'deinit', '-f', '--all');
  const planned = session('a', base);
  await workspacesOf(repository).prepare(scope, [planned], settings());
  const worktree = worktreeOf(repository, 'a');
  repository.gitIn(worktree, ...local, 'submodule', '--quiet', 'update', '--init');
  const request = { repository: repository.folder, worktree, base, branch: planned.branch ?? '' };
  return {
    repository,
    library,
    inside: path.join(worktree, 'vendor', 'lib'),
    worktree,
    remove: () => workspacesOf(repository).remove(scope, [planned], settings()),
    look: () => keepSubmoduleWork(request),
  };
}

const commitIn = ({ repository, inside }: Project): string => {
  writeIn(inside, 'l.txt', '2\n');
  repository.gitIn(inside, ...asAgent, 'commit', '--quiet', '-am', 'Inside');
  return repository.gitIn(inside, 'rev-parse', 'HEAD');
};

const owned = (): boolean => true;

test('a commit made in a submodule is kept, and whoever owns it is told to push it', async (context) => {
  const made = await project(context);
  assert.deepEqual(await made.look(), [], 'nothing has been done in it yet');
  const commit = commitIn(made);
  const [work] = await made.look();
  assert.equal(work?.moved?.commit, commit);
  assert.equal(work.keptIn, path.join(made.repository.folder, '.git', 'modules', 'vendor', 'lib'));
  assert.equal(made.repository.gitIn(work.keptIn, '--git-dir', '.', 'show', `${work.moved.ref}:l.txt`), '2');
  assert.match(
    submoduleProblem([work], owned) ?? '',
    /vendor\/lib is at commit [0-9a-f]{40}, which has not been pushed/,
  );
  assert.equal(
    submoduleProblem([work], () => false),
    undefined,
    'what is not its own is undone in another way',
  );
});

test('a commit that is on the remote of the submodule is accepted', async (context) => {
  const made = await project(context);
  commitIn(made);
  made.repository.gitIn(made.inside, ...local, 'push', '--quiet', made.library.folder, 'HEAD:refs/heads/topic');
  const work = await made.look();
  assert.equal(work[0]?.moved?.published, true);
  assert.equal(submoduleProblem(work, owned), undefined);
});

test('what is not committed in a submodule is kept, too', async (context) => {
  const made = await project(context);
  writeIn(made.inside, 'new.txt', 'new\n');
  const [work] = await made.look();
  assert.equal(work?.moved, undefined);
  assert.equal(
    made.repository.gitIn(work?.keptIn ?? '', '--git-dir', '.', 'show', `${work?.uncommitted}:new.txt`),
    'new',
  );
  assert.match(submoduleProblem([work as SubmoduleWork], owned) ?? '', /uncommitted work in the submodule vendor\/lib/);
});

test('a commit in a submodule that only the agent has initialised is kept when its worktree goes', async (context) => {
  const made = await project(context, true);
  const { repository, worktree, remove } = made;
  assert.ok(existsSync(path.join(worktree, '.git', 'modules', 'vendor', 'lib', 'HEAD')));
  assert.equal(repository.git('submodule', 'status').slice(0, 1), '-', "the person's is as they left it");
  const commit = commitIn(made);
  const [work] = await made.look();
  assert.equal(work?.moved?.commit, commit);
  assert.match(submoduleProblem([work], owned) ?? '', new RegExp(`${commit}.*kept as ${work.moved.ref} in`));
  await remove();
  assert.ok(!existsSync(worktree));
  assert.equal(repository.gitIn(work.keptIn, '--git-dir', '.', 'show', `${work.moved.ref}:l.txt`), '2');
});

test('what is on another branch of a submodule, or stashed there, is copied before the worktree goes', async (context) => {
  const made = await project(context);
  const { repository, inside, worktree, remove } = made;
  const at = repository.gitIn(inside, 'rev-parse', 'HEAD');
  repository.gitIn(inside, 'switch', '--quiet', '--create', 'aside');
  const commit = commitIn(made);
  repository.gitIn(inside, 'switch', '--quiet', '--detach', at);
  await remove();
  assert.ok(!existsSync(worktree));
  const copy = path.join(repository.home, 'backup/r1/r1/a.guard/git folder/modules/vendor/lib');
  assert.equal(repository.gitIn(copy, '--git-dir', '.', 'rev-parse', 'aside'), commit);
});

test('with worktree.submodules a worktree holds the submodules of the checkout, nested ones too, without a network', async (context) => {
  const inner = testRepository(context, { 'i.txt': 'inner\n' });
  const library = testRepository(context, { 'l.txt': '1\n' });
  library.git(...local, 'submodule', '--quiet', 'add', inner.folder, 'deep');
  library.commit('Nested');
  const repository = testRepository(context, { 'a.txt': 'a\n' });
  for (const [name, place] of [
    ['one', 'vendor/lib'],
    ['two', 'vendor/other'],
  ] as const) {
    repository.git(...local, 'submodule', '--quiet', 'add', '--name', name, library.folder, place);
  }
  const base = repository.commit('Submodules');
  repository.git(...local, 'submodule', '--quiet', 'update', '--init', '--recursive', 'vendor/lib');
  repository.git('submodule', '--quiet', 'deinit', '-f', 'vendor/other');
  // Whatever is not here already could not be had.
  for (const gone of [inner, library]) rmSync(gone.folder, { recursive: true });
  const planned = session('a', base);
  const wanted = settings({ submodules: 'inherit' });
  await workspacesOf(repository).prepare(scope, [planned], wanted);
  const worktree = worktreeOf(repository, 'a');
  assert.equal(readFileSync(path.join(worktree, 'vendor/lib/l.txt'), 'utf8'), '1\n');
  assert.equal(readFileSync(path.join(worktree, 'vendor/lib/deep/i.txt'), 'utf8'), 'inner\n');
  assert.equal(existsSync(path.join(worktree, 'vendor/other/l.txt')), false, 'the person does not have it checked out');
  assert.equal(repository.gitIn(worktree, 'status', '--porcelain'), '');
  const inside = path.join(worktree, 'vendor', 'lib');
  assert.equal(repository.gitIn(inside, 'remote'), '');
  const before = repository.gitIn(path.join(repository.folder, 'vendor', 'lib'), 'for-each-ref');
  writeIn(inside, 'l.txt', '2\n');
  repository.gitIn(inside, ...asAgent, 'commit', '--quiet', '-am', 'Inside');
  const request = { repository: repository.folder, worktree, base, branch: planned.branch ?? '' };
  const [work] = await keepSubmoduleWork(request);
  assert.equal(work?.moved?.commit, repository.gitIn(inside, 'rev-parse', 'HEAD'));
  assert.match(submoduleProblem([work], owned) ?? '', /has not been pushed/);
  await workspacesOf(repository).remove(scope, [planned], wanted);
  const after = repository.gitIn(path.join(repository.folder, 'vendor', 'lib'), 'for-each-ref');
  assert.deepEqual(
    after.split('\n').filter((line) => !line.includes('refs/wavegate/')),
    before.split('\n'),
    'nothing of the person is changed but what was kept',
  );
});

test('a submodule that lacks the commit here is named, with what to do', async (context) => {
  const library = testRepository(context, { 'l.txt': '1\n' });
  const repository = testRepository(context, { 'a.txt': 'a\n' });
  repository.git(...local, 'submodule', '--quiet', 'add', library.folder, 'vendor/lib');
  repository.commit('Submodule');
  repository.git('update-index', '--cacheinfo', `160000,${'1'.repeat(40)},vendor/lib`);
  repository.git('commit', '--quiet', '--message', 'Ahead');
  const base = repository.git('rev-parse', 'HEAD');
  await assert.rejects(
    workspacesOf(repository).prepare(scope, [session('a', base)], settings({ submodules: 'inherit' })),
    /submodule vendor\/lib does not have commit 1{40} here.*git submodule update -- vendor\/lib/,
  );
});

test('what an agent writes where a submodule is not checked out is copied, and its task is told where it belongs', async (context) => {
  const library = testRepository(context, { 'l.txt': '1\n' });
  const repository = testRepository(context, { 'a.txt': 'a\n', '.gitignore': 'out/\n' });
  repository.git(...local, 'submodule', '--quiet', 'add', library.folder, 'vendor/lib');
  const base = repository.commit('Submodule');
  await workspacesOf(repository).prepare(scope, [session('a', base)], settings());
  const worktree = worktreeOf(repository, 'a');
  const request = { repository: repository.folder, worktree, base, copies: path.join(repository.home, 'copies') };
  assert.deepEqual(await keepUnfilled(request), [], 'nothing has been written there');
  writeIn(worktree, 'vendor/lib/src/new.txt', 'new\n');
  assert.equal(repository.gitIn(worktree, 'status', '--porcelain'), '', 'git does not see it');
  const unfilled = await keepUnfilled(request);
  assert.equal(readFileSync(path.join(request.copies, 'vendor/lib/src/new.txt'), 'utf8'), 'new\n');
  const told = unfilledProblem(unfilled, (file) => file === 'vendor/lib') ?? '';
  assert.match(told, /vendor\/lib is not checked out in this worktree.*src\/new\.txt.*worktree\.submodules: inherit/);
  assert.equal(
    unfilledProblem(unfilled, () => false),
    undefined,
    'build output of nobody',
  );
  const asked = ['vendor/lib/src/new.txt', 'out/x.txt'];
  const rules = await ignoreRules(repository.folder, asked, worktree);
  assert.deepEqual([...rules], [['out/x.txt', '.gitignore:1: out/']], 'git answers for the others');
});
