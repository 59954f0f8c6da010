import assert from 'node:assert/strict';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { openWorktreeIndex } from '../../../src/git/worktrees/worktreeIndex.ts';
import { restorePaths } from '../../../src/git/files/restorePaths.ts';
import type { Snapshot } from '../../../src/git/worktrees/snapshot.ts';
import { testRepository, writeIn } from './testRepository.ts';
import type { TestRepository } from './testRepository.ts';
import { scope, session, settings, snapshotWorktree, workspacesOf, worktreeOf } from './testWorkspaces.ts';

interface Agent {
  readonly repository: TestRepository;
  readonly folder: string;
  readonly base: string;
  readonly branch: string;
  readonly git: (...args: string[]) => string;
  readonly write: (file: string, text: string) => void;
  readonly snapshot: () => Promise<Snapshot>;
}

/** An agent in a worktree of a repository with a few files. */
async function agentIn(context: TestContext, files: Readonly<Record<string, string>> = {}): Promise<Agent> {
  const repository = testRepository(context, {
    '.gitignore': 'out/\n',
    'a.txt': 'a\n',
    'b.txt': 'b\n',
    'dir/c.txt': 'c\n',
    ...files,
  });
  const base = repository.git('rev-parse', 'HEAD');
  const planned = session('a', base);
  await workspacesOf(repository).prepare(scope, [planned], settings());
  const folder = worktreeOf(repository, 'a');
  const branch = planned.branch ?? '';
  writeIn(folder, '.wavegate/.gitignore', '*\n');
  writeIn(folder, '.wavegate/directive.md', 'Do it.');
  return {
    repository,
    folder,
    base,
    branch,
    git: (...args) => repository.gitIn(folder, ...args),
    write: (file, text) => writeIn(folder, file, text),
    snapshot: () =>
      snapshotWorktree({ repository: repository.folder, worktree: folder, branch, base, message: 'Snapshot' }),
  };
}

/** The snapshot is one commit on the base, the branch points at it, and these are the paths it changed. */
function isOneCommitWith(agent: Agent, snapshot: Snapshot, paths: readonly string[]): void {
  assert.equal(agent.repository.git('rev-parse', `${snapshot.commit}^`), agent.base);
  assert.equal(agent.repository.git('rev-parse', `refs/heads/${agent.branch}`), snapshot.commit);
  assert.equal(agent.repository.git('rev-parse', `${snapshot.commit}^{tree}`), snapshot.tree);
  assert.deepEqual(
    snapshot.changes.map((change) => change.path),
    [...paths].sort(),
  );
}

test('everything an agent changed is one commit, with exact names, modes and links', async (context) => {
  const agent = await agentIn(context);
  agent.write('a.txt', 'a\nmore\n');
  agent.write('-rf\n é "x"', 'new');
  agent.write('run.sh', 'x');
  chmodSync(path.join(agent.folder, 'run.sh'), 0o755);
  symlinkSync('../elsewhere', path.join(agent.folder, 'link'));
  rmSync(path.join(agent.folder, 'dir'), { recursive: true });
  agent.write('out/ignored', 'x');
  const snapshot = await agent.snapshot();
  isOneCommitWith(agent, snapshot, ['-rf\n é "x"', 'a.txt', 'dir/c.txt', 'link', 'run.sh']);
  assert.deepEqual(
    snapshot.changes.find((change) => change.path === 'a.txt'),
    {
      path: 'a.txt',
      kind: 'modified',
      additions: 1,
      deletions: 0,
    },
  );
  assert.equal(snapshot.changes.find((change) => change.path === 'dir/c.txt')?.kind, 'deleted');
  assert.match(agent.repository.git('ls-tree', snapshot.commit, 'run.sh'), /^100755/);
  assert.match(agent.repository.git('ls-tree', snapshot.commit, 'link'), /^120000/);
  assert.equal(agent.repository.git('log', '-1', '--format=%an %s', snapshot.commit), 'A Person Snapshot');
});

test('without changes the snapshot is the base', async (context) => {
  const agent = await agentIn(context);
  assert.deepEqual(await agent.snapshot(), {
    commit: agent.base,
    tree: agent.repository.git('rev-parse', `${agent.base}^{tree}`),
    changes: [],
  });
});

test('a change within the second of the checkout that keeps the size is saved, too', async (context) => {
  const { repository, folder, git, snapshot } = await agentIn(context);
  // The change time cannot be set back as a test needs it; without it, all that git compares is the same.
  repository.git('config', 'core.trustCtime', 'false');
  const second = Math.floor(Date.now() / 1000) - 60;
  const inThatSecond = (file: string): void => utimesSync(file, second, second);
  inThatSecond(path.join(folder, 'a.txt'));
  const index = path.join(repository.folder, '.git', 'worktrees', path.basename(folder), 'index');
  const own = ['--git-dir', path.dirname(index), '--work-tree', folder];
  git(...own, 'update-index', '--refresh');
  inThatSecond(index);
  writeFileSync(path.join(folder, 'a.txt'), 'A\n');
  inThatSecond(path.join(folder, 'a.txt'));
  assert.deepEqual(
    (await snapshot()).changes.map((change) => change.path),
    ['a.txt'],
  );
});

test('what the agent did with git makes no difference', async (context) => {
  const ways: Readonly<Record<string, (agent: Agent) => void>> = {
    'left it uncommitted': () => undefined,
    'staged it': (agent) => agent.git('add', 'a.txt'),
    'committed twice': (agent) => {
      agent.git('commit', '--quiet', '-am', 'One');
      agent.git('commit', '--quiet', '--allow-empty', '-m', 'Two');
    },
    'committed on another branch': (agent) => agent.git('switch', '--quiet', '-c', 'mine'),
    'detached HEAD': (agent) => agent.git('checkout', '--quiet', '--detach'),
    'amended the base': (agent) => agent.git('commit', '--quiet', '--amend', '-am', 'Mine'),
    'staged something and went on': (agent) => {
      agent.write('a.txt', 'first try\n');
      agent.git('add', 'a.txt');
      agent.write('a.txt', 'work\n');
    },
    'hid the file from git': (agent) => agent.git('update-index', '--assume-unchanged', 'a.txt'),
    'hid it another way': (agent) => agent.git('update-index', '--skip-worktree', 'a.txt'),
    'left the index locked': (agent) => writeIn(agent.folder, '.git/index.lock', ''),
    'broke the index': (agent) => writeIn(agent.folder, '.git/index', 'rubbish'),
    'removed its git folder': (agent) => rmSync(path.join(agent.folder, '.git'), { recursive: true }),
    'put the git file of the repository in its place': (agent) => {
      rmSync(path.join(agent.folder, '.git'), { recursive: true });
      writeIn(agent.folder, '.git', `gitdir: ${path.join(agent.repository.folder, '.git')}\n`);
    },
    'made its git folder a link to that of the repository': (agent) => {
      rmSync(path.join(agent.folder, '.git'), { recursive: true });
      symlinkSync(path.join(agent.repository.folder, '.git'), path.join(agent.folder, '.git'), 'junction');
    },
    'collected garbage': (agent) => agent.git('gc', '--quiet', '--prune=now'),
    'made a repository of the worktree': (agent) => {
      rmSync(path.join(agent.folder, '.git'), { recursive: true });
      agent.git('init', '--quiet');
    },
    'deleted the ignore file of ours': (agent) => rmSync(path.join(agent.folder, '.wavegate/.gitignore')),
  };
  for (const [way, act] of Object.entries(ways)) {
    await context.test(way, async (inner) => {
      const agent = await agentIn(inner);
      agent.write('a.txt', 'work\n');
      act(agent);
      const snapshot = await agent.snapshot();
      isOneCommitWith(agent, snapshot, ['a.txt']);
      assert.equal(agent.repository.git('show', `${snapshot.commit}:a.txt`), 'work');
    });
  }
});

test('reading ahead hides nothing of what the agent does afterwards', async (context) => {
  const { repository, folder, base, git, write } = await agentIn(context);
  const index = openWorktreeIndex({ repository: repository.folder, worktree: folder, base, folder: repository.home });
  await index.prepare();
  write('a.txt', 'A\n');
  git('update-index', '--assume-unchanged', 'a.txt');
  write('b.txt', 'B\n');
  git('commit', '--quiet', '-am', 'Mine');
  write('new', 'n');
  const first = await index.read();
  assert.deepEqual(
    first.changes.map(({ path: file }) => file),
    ['a.txt', 'b.txt', 'new'],
  );
  assert.equal(repository.git('show', `${first.tree}:a.txt`), 'A');
  write('a.txt', 'C\n');
  rmSync(path.join(folder, 'new'));
  const second = await index.read();
  assert.deepEqual(
    second.changes.map(({ path: file }) => file),
    ['a.txt', 'b.txt'],
  );
  const commit = repository.git('commit-tree', first.tree, '-p', base, '-m', 'First');
  assert.deepEqual(
    (await index.read({ against: commit })).changes.map(({ path: file, kind }) => `${kind} ${file}`),
    ['modified a.txt', 'deleted new'],
  );
  await index.close();
  assert.deepEqual(
    readdirSync(repository.home).filter((name) => name.startsWith('wavegate-index')),
    [],
  );
});

test('a merge left half done is saved as it stands on disk', async (context) => {
  const agent = await agentIn(context);
  agent.git('switch', '--quiet', '-c', 'other');
  agent.write('a.txt', 'theirs\n');
  agent.git('commit', '--quiet', '-am', 'Theirs');
  agent.git('switch', '--quiet', agent.branch);
  agent.write('a.txt', 'ours\n');
  agent.git('commit', '--quiet', '-am', 'Ours');
  assert.throws(() => agent.git('merge', 'other'));
  const snapshot = await agent.snapshot();
  isOneCommitWith(agent, snapshot, ['a.txt']);
  assert.match(agent.repository.git('show', `${snapshot.commit}:a.txt`), /^<<<<<<< /);
});

test('repositories made inside the worktree are saved as ordinary files', async (context) => {
  const agent = await agentIn(context);
  for (const [folder, committed] of [
    ['empty', false],
    ['full', true],
    ['deep/down/full', true],
    ['full/inner', false],
  ] as const) {
    agent.write(`${folder}/file`, 'x');
    agent.git('init', '--quiet', folder);
    if (!committed) continue;
    const inside = path.join(agent.folder, folder);
    agent.repository.gitIn(inside, 'add', 'file');
    const identity = ['-c', 'user.name=An Agent', '-c', 'user.email=agent@example.org'];
    agent.repository.gitIn(inside, ...identity, 'commit', '--quiet', '-m', 'Inside');
  }
  isOneCommitWith(agent, await agent.snapshot(), ['deep/down/full/file', 'empty/file', 'full/file', 'full/inner/file']);
});

test('a submodule of the base stays one', async (context) => {
  const repository = testRepository(context, { 'a.txt': 'a' });
  const inner = testRepository(context, { 'i.txt': 'i' });
  const link = inner.git('rev-parse', 'HEAD');
  repository.git('update-index', '--add', '--cacheinfo', `160000,${link},module`);
  repository.write('.gitmodules', '[submodule "module"]\n\tpath = module\n\turl = ../inner\n');
  repository.git('add', '.gitmodules');
  repository.git('commit', '--quiet', '-m', 'Submodule');
  const base = repository.git('rev-parse', 'HEAD');
  const planned = session('a', base);
  await workspacesOf(repository).prepare(scope, [planned], settings());
  const worktree = worktreeOf(repository, 'a');
  writeIn(worktree, 'a.txt', 'changed');
  const request = { repository: repository.folder, worktree, branch: planned.branch ?? '', base, message: 'S' };
  const snapshot = await snapshotWorktree(request);
  assert.deepEqual(
    snapshot.changes.map((change) => change.path),
    ['a.txt'],
  );
});

test('files Wavegate put into the worktree are not taken for work', async (context) => {
  const repository = testRepository(context, { '.gitignore': 'node_modules/\n', 'a.txt': 'a' });
  repository.write('local.json', '{}');
  mkdirSync(path.join(repository.folder, 'node_modules'));
  const base = repository.git('rev-parse', 'HEAD');
  const planned = session('a', base);
  const given = settings({ copy: ['local.json'], link: ['node_modules'] });
  await workspacesOf(repository).prepare(scope, [planned], given);
  const worktree = worktreeOf(repository, 'a');
  writeIn(worktree, 'new.txt', 'n');
  const request = { repository: repository.folder, worktree, branch: planned.branch ?? '', base, message: 'S' };
  assert.deepEqual(
    (await snapshotWorktree(request)).changes.map((change) => change.path),
    ['new.txt'],
  );
});

test('a file that git cannot read stops the snapshot and leaves the branch where it was', async (context) => {
  if (process.getuid?.() === 0 || process.platform === 'win32') return context.skip('root may read everything');
  const agent = await agentIn(context);
  agent.write('secret', 'x');
  chmodSync(path.join(agent.folder, 'secret'), 0);
  await assert.rejects(agent.snapshot(), /cannot be read.*secret/);
  assert.equal(agent.repository.git('rev-parse', agent.branch), agent.base);
});

test('paths are put back to the base, with a copy of what the agent made of them', async (context) => {
  const agent = await agentIn(context, { 'run.sh': 'x' });
  const backup = path.join(agent.repository.home, 'backup');
  agent.write('a.txt', 'changed\n');
  agent.write('mine.txt', 'mine\n');
  agent.write('new/deep/file\n', 'n');
  symlinkSync(agent.repository.home, path.join(agent.folder, 'out-link'));
  rmSync(path.join(agent.folder, 'b.txt'));
  writeIn(agent.folder, 'b.txt/now-a-folder', 'x');
  rmSync(path.join(agent.folder, 'dir'), { recursive: true });
  symlinkSync('elsewhere', path.join(agent.folder, 'dir'));
  const snapshot = await agent.snapshot();
  const paths = snapshot.changes.map((change) => change.path).filter((file) => file !== 'mine.txt');
  const kept = await restorePaths({
    repository: agent.repository.folder,
    worktree: agent.folder,
    base: agent.base,
    paths,
    backup,
  });
  isOneCommitWith(agent, await agent.snapshot(), ['mine.txt']);
  assert.equal(readFileSync(path.join(agent.folder, 'dir/c.txt'), 'utf8'), 'c\n');
  assert.equal(readFileSync(path.join(agent.folder, 'b.txt'), 'utf8'), 'b\n');
  assert.equal(existsSync(path.join(agent.folder, 'new')), false);
  assert.equal(existsSync(agent.repository.folder), true);
  assert.equal(readFileSync(path.join(backup, 'a.txt'), 'utf8'), 'changed\n');
  assert.equal(readFileSync(path.join(backup, 'new/deep/file\n'), 'utf8'), 'n');
  assert.equal(readFileSync(path.join(backup, 'b.txt/now-a-folder'), 'utf8'), 'x');
  assert.ok(kept.includes('a.txt'));
});

test('a link does not lead the undoing out of the worktree', async (context) => {
  const agent = await agentIn(context);
  const outside = path.join(agent.repository.home, 'outside');
  writeIn(outside, 'c.txt', 'not yours');
  rmSync(path.join(agent.folder, 'dir'), { recursive: true });
  symlinkSync(outside, path.join(agent.folder, 'dir'));
  const request = {
    repository: agent.repository.folder,
    worktree: agent.folder,
    base: agent.base,
    backup: path.join(agent.repository.home, 'backup'),
  };
  await restorePaths({ ...request, paths: ['dir/c.txt'] });
  assert.equal(readFileSync(path.join(outside, 'c.txt'), 'utf8'), 'not yours');
  appendFileSync(path.join(outside, 'c.txt'), '!');
  assert.equal(readFileSync(path.join(agent.folder, 'dir/c.txt'), 'utf8'), 'c\n');
});

test('a rename in case only is handed in where git ignores case, as it does on macOS and Windows', async (context) => {
  const { folder, repository, write, snapshot } = await agentIn(context);
  repository.git('config', 'core.ignoreCase', 'true');
  renameSync(path.join(folder, 'a.txt'), path.join(folder, 'A.txt'));
  renameSync(path.join(folder, 'dir'), path.join(folder, 'Dir'));
  write('Dir/new.txt', 'new\n');
  const { changes } = await snapshot();
  assert.deepEqual(changes.map(({ kind, path: file }) => `${kind} ${file}`).toSorted(), [
    'added A.txt',
    'added Dir/c.txt',
    'added Dir/new.txt',
    'deleted a.txt',
    'deleted dir/c.txt',
  ]);
});
