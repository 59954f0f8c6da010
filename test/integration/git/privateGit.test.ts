import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { checkoutDetached } from '../../../src/git/worktrees/checkout.ts';
import { cleanRun } from '../../../src/git/worktrees/cleanRun.ts';
import { findLeftovers } from '../../../src/git/work/leftovers.ts';
import { keepOwnWork } from '../../../src/git/privateGit/keepOwnWork.ts';
import { repairWorktrees } from '../../../src/git/worktrees/repairWorktrees.ts';
import { testRepository, writeIn } from './testRepository.ts';
import type { TestRepository } from './testRepository.ts';
import { scope, session, settings, workspacesOf, worktreeOf } from './testWorkspaces.ts';

interface Agent {
  readonly repository: TestRepository;
  readonly folder: string;
  readonly base: string;
  readonly branch: string;
  readonly git: (...args: string[]) => string;
  readonly write: (file: string, text: string) => void;
  readonly prepareAgain: () => Promise<unknown>;
  readonly remove: () => Promise<unknown>;
}

/** An agent in a worktree of a person's repository, which the test may arrange first. */
async function agentIn(context: TestContext, arrange: (repository: TestRepository) => void = () => {}): Promise<Agent> {
  const repository = testRepository(context, { '.gitignore': 'out/\n', 'a.txt': 'a\n', 'b.txt': 'b\n' });
  arrange(repository);
  const base = repository.git('rev-parse', 'HEAD');
  const planned = session('a', base);
  const workspaces = workspacesOf(repository);
  await workspaces.prepare(scope, [planned], settings());
  const folder = worktreeOf(repository, 'a');
  return {
    repository,
    folder,
    base,
    branch: planned.branch ?? '',
    git: (...args) => repository.gitIn(folder, ...args),
    write: (file, text) => writeIn(folder, file, text),
    prepareAgain: () => workspaces.prepare(scope, [planned], settings()),
    remove: () => workspaces.remove(scope, [planned], settings()),
  };
}

/** All that git keeps of the person's: refs, their logs, settings, hooks and what is checked out. */
function personsGit({ git, folder }: TestRepository): string {
  const file = (name: string): string => {
    const place = path.join(folder, '.git', name);
    return existsSync(place) ? readFileSync(place, 'utf8') : '';
  };
  return [
    git('for-each-ref'),
    git('status', '--porcelain=v2', '--branch'),
    git('stash', 'list'),
    git('reflog', '--all'),
    git('ls-files', '--stage'),
    git('worktree', 'list', '--porcelain'),
    file('config'),
    file('info/exclude'),
    execFileSync('git', ['-C', folder, 'fsck', '--strict'], { encoding: 'utf8', stdio: 'pipe' }),
  ].join('\n---\n');
}

test('whatever an agent does with git changes nothing of the person', async (context) => {
  const { repository, git, write, base } = await agentIn(context, ({ git: person, write: put }) => {
    put('a.txt', 'under way\n');
    person('stash', 'push', '--quiet');
    person('tag', 'v1');
    person('branch', 'feature');
  });
  const before = personsGit(repository);
  assert.equal(git('describe', '--tags'), 'v1');
  assert.equal(git('stash', 'list'), '');
  assert.equal(git('remote'), '');
  write('a.txt', 'one\n');
  git('commit', '--quiet', '--all', '--message', 'One');
  write('a.txt', 'two\n');
  git('stash', 'push', '--quiet');
  git('stash', 'drop', '--quiet');
  git('switch', '--quiet', '--create', 'mine');
  git('branch', '--delete', '--force', 'main', 'feature');
  git('tag', '--delete', 'v1');
  git('tag', '--annotate', '--message', 'v2', 'v2');
  git('update-ref', 'refs/heads/main', 'HEAD');
  git('merge', '--quiet', '--no-ff', '--no-edit', base);
  git('rebase', '--quiet', '--force-rebase', base);
  git('reset', '--quiet', '--hard', base);
  git('config', 'core.hooksPath', '.husky/_');
  git('config', 'alias.status', '!false');
  git('remote', 'add', 'fork', repository.home);
  writeFileSync(path.join(git('rev-parse', '--absolute-git-dir'), 'hooks', 'pre-commit'), 'exit 1\n');
  git('reflog', 'expire', '--expire=now', '--all');
  git('gc', '--quiet', '--prune=now');
  git('worktree', 'add', '--quiet', path.join(repository.home, 'of the agent'), 'HEAD~0');
  assert.equal(personsGit(repository), before);
});

test('the files of a new worktree are unchanged for its own git, without reading them again', async (context) => {
  const { folder, git, branch } = await agentIn(context);
  assert.equal(
    git('status', '--porcelain=v2', '--branch'),
    `# branch.oid ${git('rev-parse', 'HEAD')}\n# branch.head ${branch}`,
  );
  assert.ok(lstatSync(path.join(folder, '.git')).isDirectory());
});

test('an agent has the identity, filters and attributes of the person, and none of their remotes, secrets and hooks', async (context) => {
  const { git, write, folder } = await agentIn(context, (repository) => {
    const set = (key: string, value: string) => repository.git('config', key, value);
    const more = path.join(repository.home, 'more settings');
    writeFileSync(
      more,
      '[user]\n\temail = at-work@example.org\n[filter "up"]\n\tclean = tr a-z A-Z\n\tsmudge = "tr A-Z a-z #\\t\\"x\\""\n',
    );
    set('include.path', more);
    set('diff.word.xfuncname', '^\\[(.*)\\]$');
    set('core.hooksPath', '/somewhere');
    set('credential.helper', 'store');
    set('alias.st', 'status');
    set('remote.origin.url', 'https://me:secret@example.org/x.git');
    set('lfs.url', 'https://me:secret@example.org/lfs');
    set('submodule.a"b\\c.url', 'https://token@example.org/lib.git');
    writeFileSync(path.join(repository.folder, '.git/info/attributes'), '*.up filter=up\n');
    writeFileSync(path.join(repository.folder, '.git/info/exclude'), 'private.txt');
    writeFileSync(path.join(repository.folder, '.git/hooks/pre-commit'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  });
  assert.equal(git('config', 'user.name'), 'A Person');
  assert.equal(git('config', 'user.email'), 'at-work@example.org');
  assert.equal(git('config', 'filter.up.smudge'), 'tr A-Z a-z #\t"x"');
  assert.equal(git('config', 'diff.word.xfuncname'), '^\\[(.*)\\]$');
  assert.equal(git('config', 'lfs.url'), 'https://example.org/lfs');
  assert.equal(git('config', 'submodule.a"b\\c.url'), 'https://example.org/lib.git');
  const listed = git('config', '--local', '--list');
  assert.doesNotMatch(listed, /secret|token|hookspath|credential|alias|remote\.|include/i);
  write('x.up', 'x\n');
  write('private.txt', 'x\n');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Mine');
  assert.equal(git('show', 'HEAD:x.up'), 'X');
  assert.equal(git('ls-files', 'private.txt'), '');
  assert.equal(readFileSync(path.join(folder, 'private.txt'), 'utf8'), 'x\n');
});

test('what an agent committed, stashed and threw away is kept in the repository', async (context) => {
  const { repository, git, write, folder, branch, base, remove } = await agentIn(context);
  const commit = (text: string, ...args: string[]): string => {
    write('a.txt', text);
    git('commit', '--quiet', '--all', '--message', text.trim(), ...args);
    return git('rev-parse', 'HEAD');
  };
  const amended = commit('first\n');
  const tip = commit('second\n', '--amend');
  git('switch', '--quiet', '--create', 'mine', base);
  const mine = commit('third\n');
  write('b.txt', 'stashed\n');
  git('stash', 'push', '--quiet');
  const stashed = git('rev-parse', 'stash');
  const before = repository.git('for-each-ref', 'refs/heads', 'refs/tags', 'refs/stash');
  await keepOwnWork({ repository: repository.folder, worktree: folder, branch });
  const own = 'refs/wavegate/r1/own/one/a';
  const kept = (name: string) => repository.git('rev-parse', `${own}/${name}`);
  assert.deepEqual(
    [kept(`heads/${branch}`), kept('heads/mine'), kept('stash/0'), kept(`log/${amended.slice(0, 12)}`)],
    [tip, mine, stashed, amended],
  );
  assert.equal(repository.git('show', `${own}/stash/0:b.txt`), 'stashed');
  assert.deepEqual(await keepOwnWork({ repository: repository.folder, worktree: folder, branch }), []);
  git('switch', '--quiet', 'mine');
  git('reset', '--quiet', '--hard', base);
  const other = commit('fourth\n');
  await remove();
  assert.equal(kept('heads/mine'), mine);
  assert.equal(kept(`heads/mine-${other.slice(0, 12)}`), other);
  assert.equal(repository.git('for-each-ref', 'refs/heads/main', 'refs/tags', 'refs/stash'), before.split('\n')[0]);
  repository.git('fsck', '--strict');
});

test('many commits of an agent are kept as one pack', async (context) => {
  const { repository, git, write, folder, branch } = await agentIn(context);
  for (let file = 0; file < 120; file += 1) write(`many/${file}`, `${file}\n`);
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Many');
  const tip = git('rev-parse', 'HEAD');
  await keepOwnWork({ repository: repository.folder, worktree: folder, branch });
  rmSync(path.join(folder, '.git'), { recursive: true });
  assert.equal(repository.git('rev-parse', `refs/wavegate/r1/own/one/a/heads/${branch}`), tip);
  repository.git('fsck', '--strict');
  assert.match(repository.git('count-objects', '--verbose'), /packs: 1/);
});

test('an agent whose git folder is damaged loses nothing: the folder is kept as it is', async (context) => {
  const { repository, git, write, folder, remove } = await agentIn(context);
  write('a.txt', 'mine\n');
  git('commit', '--quiet', '--all', '--message', 'Mine');
  const commit = git('rev-parse', 'HEAD');
  rmSync(path.join(folder, '.git/objects', commit.slice(0, 2)), { recursive: true });
  await remove();
  assert.ok(existsSync(path.join(repository.home, 'backup/r1/r1/a.guard/git folder/HEAD')));
  assert.ok(!existsSync(folder));
});

test('the person lists, prunes and repairs worktrees while agents work', async (context) => {
  const { repository, folder, branch, git } = await agentIn(context);
  repository.git('worktree', 'prune');
  execFileSync('sh', ['-c', 'git worktree repair || true'], { cwd: repository.folder, stdio: 'pipe' });
  repository.git('gc', '--quiet', '--prune=now');
  assert.match(repository.git('worktree', 'list'), new RegExp(`${path.basename(folder)} .*\\[${branch}\\]`));
  assert.throws(() => repository.git('branch', '--delete', '--force', branch), /checked out/);
  assert.throws(() => repository.git('worktree', 'remove', '--force', folder), /validation failed/);
  assert.equal(git('status', '--porcelain'), '');
});

test('a launch that was interrupted at any point between registration and the first agent goes on', async (context) => {
  const agent = await agentIn(context);
  const { repository, folder, branch, prepareAgain, git } = agent;
  const ownFolder = path.join(folder, '.git');
  const leads = `gitdir: ${path.join(repository.folder, '.git', 'worktrees', 'a')}\n`;
  const interrupted: Readonly<Record<string, () => void>> = {
    registered: () => {
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
      writeFileSync(ownFolder, leads);
    },
    filled: () => {
      rmSync(ownFolder, { recursive: true });
      writeFileSync(ownFolder, leads);
    },
    'without any': () => rmSync(ownFolder, { recursive: true }),
    'half written': () => {
      rmSync(path.join(ownFolder, 'HEAD'));
      rmSync(path.join(ownFolder, 'index'));
    },
  };
  for (const [point, interrupt] of Object.entries(interrupted)) {
    interrupt();
    await prepareAgain();
    assert.equal(git('symbolic-ref', 'HEAD'), `refs/heads/${branch}`, point);
    assert.equal(git('status', '--porcelain'), '', point);
    assert.equal(readFileSync(path.join(folder, 'a.txt'), 'utf8'), 'a\n', point);
  }
});

test('in a repository with other object names or a cut history, an agent has the same', async (context) => {
  const home = testRepository(context, { 'a.txt': 'a\n' });
  home.commit('Second');
  for (const [name, args] of [
    ['sha256', ['init', '--quiet', '--object-format=sha256', '-b', 'main']],
    ['shallow', ['clone', '--quiet', '--depth=1', `file://${home.folder}`]],
  ] as const) {
    const folder = path.join(home.home, name);
    home.git(...args, folder);
    const repository: TestRepository = { ...home, folder, git: (...more) => home.gitIn(folder, ...more) };
    repository.git('-c', 'user.name=A', '-c', 'user.email=a@b', 'commit', '--quiet', '--allow-empty', '-m', 'Third');
    const planned = session(name, repository.git('rev-parse', 'HEAD'));
    await workspacesOf(repository).prepare(scope, [planned], settings());
    const own = (...more: string[]) => home.gitIn(worktreeOf(home, name), ...more);
    assert.equal(own('log', '--format=%H'), repository.git('log', '--format=%H'));
    own('-c', 'user.name=A', '-c', 'user.email=a@b', 'commit', '--quiet', '--allow-empty', '-m', 'Mine');
    own('fsck', '--strict');
    await workspacesOf(repository).remove(scope, [planned], settings());
    assert.equal(
      repository.git('log', '-1', '--format=%s', `refs/wavegate/r1/own/one/${name}/heads/${planned.branch}`),
      'Mine',
    );
  }
});

test('a person who fetches the rest of a cut history meanwhile takes nothing from an agent', async (context) => {
  const home = testRepository(context, { 'a.txt': 'a\n' });
  home.commit('Second');
  const folder = path.join(home.home, 'shallow');
  home.git('clone', '--quiet', '--depth=1', `file://${home.folder}`, folder);
  const repository: TestRepository = { ...home, folder, git: (...more) => home.gitIn(folder, ...more) };
  const planned = session('a', repository.git('rev-parse', 'HEAD'));
  await workspacesOf(repository).prepare(scope, [planned], settings());
  const own = (...more: string[]) =>
    home.gitIn(worktreeOf(home, 'a'), '-c', 'user.name=A', '-c', 'user.email=a@b', ...more);
  own('commit', '--quiet', '--allow-empty', '-m', 'Before');
  repository.git('fetch', '--quiet', '--unshallow');
  repository.git('gc', '--quiet', '--prune=now');
  own('commit', '--quiet', '--allow-empty', '-m', 'After');
  own('status');
  await workspacesOf(repository).remove(scope, [planned], settings());
  const kept = `refs/wavegate/r1/own/one/a/heads/${planned.branch}`;
  assert.equal(repository.git('log', '--format=%s', kept), 'After\nBefore\nSecond\nFirst');
  repository.git('fsck', '--strict');
});

test('checks run in a git of their own, too', async (context) => {
  const { repository, base } = await agentIn(context);
  const folder = path.join(repository.home, 'check');
  await checkoutDetached(repository.folder, base, folder);
  const before = personsGit(repository);
  repository.gitIn(folder, 'switch', '--quiet', '--create', 'mine');
  repository.gitIn(folder, 'config', 'core.hooksPath', '.husky');
  repository.gitIn(folder, 'commit', '--quiet', '--allow-empty', '--message', 'Mine');
  assert.equal(personsGit(repository), before);
});

test('cleaning up after a run keeps what its agents committed and stashed', async (context) => {
  const { repository, git, write, folder, branch } = await agentIn(context);
  write('a.txt', 'stashed\n');
  git('stash', 'push', '--quiet');
  const stashed = git('rev-parse', 'stash');
  git('switch', '--quiet', '--create', 'idea');
  write('a.txt', 'idea\n');
  git('commit', '--quiet', '--all', '--message', 'Idea');
  const idea = git('rev-parse', 'HEAD');
  git('switch', '--quiet', branch);
  write('b.txt', 'not committed\n');
  const [left] = await findLeftovers(repository.folder, path.join(repository.home, 'worktrees'));
  assert.ok(left);
  const copies = path.join(repository.home, 'copies');
  const done = await cleanRun(repository.folder, left, copies);
  assert.deepEqual(done.failed, []);
  assert.ok(!existsSync(folder));
  const kept = (name: string) => repository.git('rev-parse', `refs/wavegate/r1/own/one/a/${name}`);
  assert.deepEqual([kept('heads/idea'), kept('stash/0')], [idea, stashed]);
  assert.equal(repository.git('show', 'refs/wavegate/r1/saved/one/a:b.txt'), 'not committed');
  assert.match(done.kept.join('\n'), /git for-each-ref refs\/wavegate\/r1\//);
  assert.ok(!existsSync(copies), 'nothing was left over to be copied');
});

test('cleaning up copies a damaged git folder of an agent, and says where it is', async (context) => {
  const { repository, git, write, folder } = await agentIn(context);
  write('a.txt', 'mine\n');
  git('commit', '--quiet', '--all', '--message', 'Mine');
  rmSync(path.join(folder, '.git/objects', git('rev-parse', 'HEAD').slice(0, 2)), { recursive: true });
  const [left] = await findLeftovers(repository.folder, path.join(repository.home, 'worktrees'));
  assert.ok(left);
  const done = await cleanRun(repository.folder, left, path.join(repository.home, 'copies'));
  assert.deepEqual(done.failed, []);
  const [, copy = ''] = /could not bring in of .*: (.+)$/m.exec(done.kept.join('\n')) ?? [];
  assert.ok(existsSync(path.join(copy, 'HEAD')));
});

test('after the repository was moved, agents find their objects, and their work is kept', async (context) => {
  const { repository, git, write, folder, branch } = await agentIn(context);
  write('a.txt', 'before\n');
  git('commit', '--quiet', '--all', '--message', 'Before');
  const moved = path.join(repository.home, 'moved "here"');
  renameSync(repository.folder, moved);
  await repairWorktrees(path.join(moved, '.git'), path.join(repository.folder, '.git'));
  write('a.txt', 'after\n');
  git('commit', '--quiet', '--all', '--message', 'After');
  git('fsck', '--strict');
  await keepOwnWork({ repository: moved, worktree: folder, branch });
  assert.equal(
    repository.gitIn(moved, 'log', '-2', '--format=%s', `refs/wavegate/r1/own/one/a/heads/${branch}`),
    'After\nBefore',
  );
});
