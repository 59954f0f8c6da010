import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import test from 'node:test';
import { WorkspaceError } from '../../../src/ports/workspaces.ts';
import type { WorkspaceReason } from '../../../src/ports/workspaces.ts';
import { testRepository, writeIn } from './testRepository.ts';
import { until } from '../../support/until.ts';
import { repositoryWork, scope, session, settings, workspacesOf, worktreeOf } from './testWorkspaces.ts';

const failing = (reason: WorkspaceReason, message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof WorkspaceError, String(error));
  assert.equal(error.reason, reason, error.message);
  assert.match(error.message, message);
  return true;
};

test('the run branch is created once, and found again at the same commit only', async (context) => {
  const repository = testRepository(context, { a: 'a' });
  const workspaces = workspacesOf(repository);
  const first = repository.git('rev-parse', 'HEAD');
  const second = repository.commit();
  await workspaces.openRun('r1', 'wavegate/r1', first);
  await workspaces.openRun('r1', 'wavegate/r1', first);
  assert.equal(await workspaces.resolve('wavegate/r1'), first);
  assert.equal(await workspaces.resolve('wavegate/r2'), undefined);
  await assert.rejects(workspaces.openRun('r1', 'wavegate/r1', second), failing('branch-exists', /git branch -D/));
  repository.git('branch', 'gates');
  await assert.rejects(
    workspaces.openRun('r1', 'gates/r1', second),
    failing('branch-exists', /named gates.*branchPrefix/),
  );
});

test('worktrees that are still made ahead for a run that was closed are waited for once it is open again', async (context) => {
  const repository = testRepository(context, { 'a.txt': 'a\n' });
  const base = repository.git('rev-parse', 'HEAD');
  const [begun, go] = ['begun', 'go'].map((name) => path.join(repository.home, name)) as [string, string];
  const wait = `const fs = require("fs"); fs.appendFileSync("${begun}", "x"); const look = () => fs.existsSync("${go}") || setTimeout(look, 20); look()`;
  const given = settings({ setup: [`node -e '${wait}'`] });
  const work = repositoryWork();
  const [closed, again] = [1, 2].map(() => workspacesOf(repository, repository.folder, work));
  const ahead = closed?.prepareAhead(scope, [session('a', base)], given);
  await until(() => existsSync(begun));
  const prepared = again?.prepare(scope, [session('a', base)], given);
  const removed = again?.remove(scope, [session('a', base)], given);
  writeFileSync(go, '');
  await ahead;
  assert.match((await prepared)?.['wave~one~1~a'] ?? '', /one\/a@/);
  assert.deepEqual(await removed, []);
  assert.equal(readFileSync(begun, 'utf8'), 'x', 'it was set up once');
  assert.equal(existsSync(worktreeOf(repository, 'a')), false);
});

test('each session gets a clean worktree on its own branch, and evidence of it', async (context) => {
  const repository = testRepository(context, { 'a.txt': 'a\n', 'dir/ü\n.txt': 'u\n', run: '#!/bin/sh\n' });
  chmodSync(path.join(repository.folder, 'run'), 0o755);
  symlinkSync('a.txt', path.join(repository.folder, 'link'));
  const base = repository.commit();
  const before = repository.git('status', '--porcelain=v2', '--branch');
  const sessions = ['a', 'b', 'c', 'd', 'e'].map((subject) => session(subject, base));
  const evidence = await workspacesOf(repository).prepare(scope, sessions, settings());
  for (const { id, subject, branch } of sessions) {
    const folder = worktreeOf(repository, subject);
    assert.equal(evidence[id], `${folder} ${branch}@${base}`);
    assert.equal(repository.gitIn(folder, 'symbolic-ref', 'HEAD'), `refs/heads/${branch}`);
    assert.equal(repository.gitIn(folder, 'status', '--porcelain'), '');
    assert.equal(readFileSync(path.join(folder, 'dir/ü\n.txt'), 'utf8'), 'u\n');
    if (process.platform !== 'win32') {
      assert.equal(lstatSync(path.join(folder, 'run')).mode & 0o111, 0o111);
      assert.equal(readlinkSync(path.join(folder, 'link')), 'a.txt');
    }
  }
  assert.equal(repository.git('status', '--porcelain=v2', '--branch'), before);
  assert.equal(repository.git('branch', '--show-current'), 'main');
});

test('a worktree left half-made is finished, and one an agent has entered is left alone', async (context) => {
  const repository = testRepository(context, { 'a.txt': 'a\n' });
  const base = repository.git('rev-parse', 'HEAD');
  const sessions = [session('a', base), session('b', base), session('c', base)];
  const workspaces = workspacesOf(repository);
  await workspaces.prepare(scope, sessions, settings());
  const [a, b, c] = ['a', 'b', 'c'].map((subject) => worktreeOf(repository, subject)) as [string, string, string];
  rmSync(path.join(a, 'a.txt'));
  writeIn(b, '.wavegate/directive.md', 'do');
  writeIn(b, 'a.txt', 'work of the agent');
  rmSync(c, { recursive: true });
  const evidence = await workspaces.prepare(scope, sessions, settings());
  assert.equal(Object.keys(evidence).length, 3);
  assert.equal(readFileSync(path.join(a, 'a.txt'), 'utf8'), 'a\n');
  assert.equal(readFileSync(path.join(b, 'a.txt'), 'utf8'), 'work of the agent');
  assert.equal(readFileSync(path.join(c, 'a.txt'), 'utf8'), 'a\n');
});

test('what is in the way is named, and nothing is made then', async (context) => {
  const repository = testRepository(context, { a: 'a' });
  const base = repository.git('rev-parse', 'HEAD');
  const other = repository.commit();
  const workspaces = workspacesOf(repository);
  const sessions = [session('a', base), session('b', base)];
  const branches = repository.git('for-each-ref');

  repository.git('branch', session('b', base).branch ?? '', other);
  const taken = repository.git('for-each-ref');
  await assert.rejects(
    workspaces.prepare(scope, sessions, settings()),
    failing('branch-exists', /sessions\/one\/b .*git branch -D/),
  );
  assert.equal(repository.git('for-each-ref'), taken);
  repository.git('branch', '-D', session('b', base).branch ?? '');

  writeIn(worktreeOf(repository, 'b'), 'mine.txt', 'keep me');
  await assert.rejects(workspaces.prepare(scope, sessions, settings()), failing('worktree-exists', /Move it away/));
  assert.equal(readFileSync(path.join(worktreeOf(repository, 'b'), 'mine.txt'), 'utf8'), 'keep me');
  rmSync(worktreeOf(repository, 'b'), { recursive: true });

  repository.git('worktree', 'add', '--quiet', '-b', 'mine', worktreeOf(repository, 'b'));
  await assert.rejects(
    workspaces.prepare(scope, sessions, settings()),
    failing('worktree-exists', /on mine instead of/),
  );
  repository.git('worktree', 'remove', worktreeOf(repository, 'b'));
  repository.git('branch', '-D', 'mine');
  assert.equal(repository.git('for-each-ref'), branches);
  assert.equal(existsSync(worktreeOf(repository, 'a')), false);
});

test('ignored files are copied, folders linked and commands run, without making the worktree dirty', async (context) => {
  const repository = testRepository(context, { '.gitignore': '.env*\nnode_modules/\n', 'a.txt': 'a' });
  const base = repository.git('rev-parse', 'HEAD');
  repository.write('.env', 'SECRET=1');
  repository.write('config/.env.local', 'SECRET=2');
  repository.write('untracked.json', '{}');
  repository.write('a.txt', 'changed, and tracked, so never copied');
  repository.write('node_modules/x/index.js', 'x');
  writeFileSync(path.join(repository.home, 'outside'), 'private');
  symlinkSync(path.join(repository.home, 'outside'), path.join(repository.folder, '.env.outside'));
  const given = settings({
    copy: ['**/.env*', 'untracked.json', 'a.txt'],
    link: ['node_modules/'],
    setup: [`"${process.execPath}" -e "require('fs').writeFileSync('.env.made', process.cwd())"`],
  });
  await workspacesOf(repository).prepare(scope, [session('a', base)], given);
  const folder = worktreeOf(repository, 'a');
  assert.equal(readFileSync(path.join(folder, '.env'), 'utf8'), 'SECRET=1');
  assert.equal(readFileSync(path.join(folder, 'config/.env.local'), 'utf8'), 'SECRET=2');
  assert.equal(readFileSync(path.join(folder, 'untracked.json'), 'utf8'), '{}');
  assert.equal(readFileSync(path.join(folder, 'a.txt'), 'utf8'), 'a');
  assert.equal(readFileSync(path.join(folder, 'node_modules/x/index.js'), 'utf8'), 'x');
  assert.equal(existsSync(path.join(folder, '.env.made')), true);
  assert.equal(existsSync(path.join(folder, '.env.outside')), false);
});

test('a setup that fails, dirties the worktree or cannot be done takes everything back', async (context) => {
  const repository = testRepository(context, { a: 'a' });
  const base = repository.git('rev-parse', 'HEAD');
  const refs = repository.git('for-each-ref');
  const sessions = [session('a', base), session('b', base)];
  const node = `"${process.execPath}"`;
  const cases: readonly (readonly [Parameters<typeof settings>[0], WorkspaceReason, RegExp])[] = [
    [
      { setup: [`${node} -e "console.log('no such package');process.exit(3)"`] },
      'setup-failed',
      /exit code 3[^]*no such package/,
    ],
    [{ setup: ["npm 'ci"] }, 'setup-failed', /never closed/],
    [{ setup: [`${node} -e "require('fs').writeFileSync('made','')"`] }, 'worktree-gate', /not clean: made/],
    [{ link: ['node_modules'] }, 'setup-failed', /node_modules, which is not there/],
    [{ link: ['.git'] }, 'setup-failed', /cannot be a link/],
  ];
  for (const [given, reason, message] of cases) {
    await assert.rejects(workspacesOf(repository).prepare(scope, sessions, settings(given)), failing(reason, message));
    assert.equal(repository.git('for-each-ref'), refs);
    assert.equal(repository.git('worktree', 'list').split('\n').length, 1);
    assert.equal(existsSync(path.join(repository.home, 'worktrees')), false);
  }
});

test("worktrees have the person's line ends, and none of their hooks", async (context) => {
  const repository = testRepository(context, { 'a.txt': 'one\ntwo\n' });
  const base = repository.git('rev-parse', 'HEAD');
  repository.git('config', 'core.autocrlf', 'true');
  writeIn(
    repository.folder,
    '.git/hooks/post-checkout',
    '#!/bin/sh\ntouch "$(git rev-parse --show-toplevel)/hooked"\nexit 1\n',
  );
  chmodSync(path.join(repository.folder, '.git/hooks/post-checkout'), 0o755);
  await workspacesOf(repository).prepare(scope, [session('a', base)], settings());
  assert.deepEqual(readdirSync(worktreeOf(repository, 'a')).sort(), ['.git', 'a.txt']);
  assert.equal(readFileSync(path.join(worktreeOf(repository, 'a'), 'a.txt'), 'utf8'), 'one\r\ntwo\r\n');
});

test('a full disk is said to be full, and leaves nothing behind', async (context) => {
  const repository = testRepository(context, { big: 'x'.repeat(600_000) });
  const base = repository.git('rev-parse', 'HEAD');
  const small = path.join(repository.home, 'worktrees');
  mkdirSync(small);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', small], { stdio: 'ignore' });
  } catch {
    return context.skip('a small file system can only be mounted by root on Linux');
  }
  try {
    const refs = repository.git('for-each-ref');
    const sessions = [session('a', base)];
    await assert.rejects(
      workspacesOf(repository).prepare(scope, sessions, settings()),
      failing('disk-full', /disk is too full: a worktree needs 603 kB.*Free some space/),
    );
    assert.equal(repository.git('for-each-ref'), refs);
    assert.deepEqual(readdirSync(small), []);
  } finally {
    execFileSync('umount', [small]);
  }
});

test('a folder that cannot be written to gives a message that names it', async (context) => {
  if (process.getuid?.() === 0) return context.skip('root may write everywhere');
  const repository = testRepository(context, { a: 'a' });
  mkdirSync(path.join(repository.home, 'worktrees'));
  chmodSync(path.join(repository.home, 'worktrees'), 0o555);
  const sessions = [session('a', repository.git('rev-parse', 'HEAD'))];
  await assert.rejects(workspacesOf(repository).prepare(scope, sessions, settings()), failing('git', /worktrees/));
});

test('removing worktrees keeps what was committed and what was not', async (context) => {
  const repository = testRepository(context, { '.gitignore': 'out\n', 'a.txt': 'a\n' });
  const base = repository.git('rev-parse', 'HEAD');
  const sessions = [session('a', base), session('b', base), session('c', base)];
  const workspaces = workspacesOf(repository);
  const marker = path.join(repository.home, 'torn down');
  const given = settings({
    teardown: [`"${process.execPath}" -e "require('fs').appendFileSync('${marker.replaceAll('\\', '/')}', 'x')"`],
  });
  await workspaces.prepare(scope, sessions, given);
  const [a, b, c] = ['a', 'b', 'c'].map((subject) => worktreeOf(repository, subject)) as [string, string, string];
  writeIn(a, 'a.txt', 'committed\n');
  repository.gitIn(a, 'commit', '--quiet', '-am', 'Work');
  const tip = repository.gitIn(a, 'rev-parse', 'HEAD');
  writeIn(a, 'new\nfile', 'not committed\n');
  writeIn(b, 'out', 'ignored');
  rmSync(c, { recursive: true });
  await workspaces.remove(scope, sessions, given);
  await workspaces.remove(scope, sessions, given);
  const { branch = '' } = session('a', base);
  assert.equal(repository.git('rev-parse', `refs/wavegate/r1/own/one/a/heads/${branch}`), tip);
  assert.equal(repository.git('rev-parse', 'refs/wavegate/r1/sessions/one/a'), base);
  assert.equal(repository.git('rev-parse', 'refs/wavegate/r1/saved/one/a^'), base);
  assert.equal(repository.git('show', 'refs/wavegate/r1/saved/one/a:a.txt'), 'committed');
  assert.equal(repository.git('show', 'refs/wavegate/r1/saved/one/a:new\nfile'), 'not committed');
  assert.equal(repository.git('for-each-ref', 'refs/wavegate/r1/saved').split('\n').length, 1);
  assert.equal(repository.git('for-each-ref', 'refs/heads/wavegate'), '');
  assert.equal(repository.git('worktree', 'list').split('\n').length, 1);
  assert.deepEqual(
    [a, b, c].map((folder) => existsSync(folder)),
    [false, false, false],
  );
  assert.equal(readFileSync(marker, 'utf8'), 'xx');
});

test('a linked folder survives the removal of the worktree that links to it', async (context) => {
  const repository = testRepository(context, { '.gitignore': 'node_modules/\n' });
  const sessions = [session('a', repository.git('rev-parse', 'HEAD'))];
  repository.write('node_modules/x.js', 'x');
  const workspaces = workspacesOf(repository);
  await workspaces.prepare(scope, sessions, settings({ link: ['node_modules'] }));
  await workspaces.remove(scope, sessions, settings());
  assert.equal(readFileSync(path.join(repository.folder, 'node_modules/x.js'), 'utf8'), 'x');
});

test('a teardown that fails keeps its worktree and branch, and no other', async (context) => {
  const repository = testRepository(context, { a: 'a' });
  const base = repository.git('rev-parse', 'HEAD');
  const sessions = [session('a', base), session('b', base)];
  const workspaces = workspacesOf(repository);
  await workspaces.prepare(scope, sessions, settings());
  const given = settings({ teardown: [node(`process.exit(/a$/.test(process.cwd()) ? 1 : 0)`)] });
  const left = await workspaces.remove(scope, sessions, given);
  assert.deepEqual(
    left.map((each) => each.session),
    [sessions[0]?.id],
  );
  assert.match(left[0]?.why ?? '', /worktree\.teardown.*exit code 1[^]*was left at .*a, on branch wavegate/);
  assert.deepEqual([existsSync(worktreeOf(repository, 'a')), existsSync(worktreeOf(repository, 'b'))], [true, false]);
  assert.equal(
    repository.git('for-each-ref', '--format=%(refname)', 'refs/heads/wavegate'),
    `refs/heads/${sessions[0]?.branch}`,
  );
});

test('a teardown that fails once is tried again', async (context) => {
  const repository = testRepository(context, { a: 'a' });
  const sessions = [session('a', repository.git('rev-parse', 'HEAD'))];
  const workspaces = workspacesOf(repository);
  await workspaces.prepare(scope, sessions, settings());
  const marker = path.join(repository.home, 'tried').replaceAll('\\', '/');
  const given = settings({
    teardown: [
      node(
        `const fs = require('fs'); if (!fs.existsSync('${marker}')) { fs.writeFileSync('${marker}', ''); process.exit(1); }`,
      ),
    ],
  });
  assert.deepEqual(await workspaces.remove(scope, sessions, given), []);
  assert.equal(existsSync(worktreeOf(repository, 'a')), false);
});

test('a set-up that fails half-way is torn down', async (context) => {
  const repository = testRepository(context, { a: 'a' });
  const sessions = [session('a', repository.git('rev-parse', 'HEAD'))];
  const marker = path.join(repository.home, 'services').replaceAll('\\', '/');
  const given = settings({
    setup: [node(`require('fs').writeFileSync('${marker}', '')`), node('process.exit(3)')],
    teardown: [node(`require('fs').rmSync('${marker}')`)],
  });
  await assert.rejects(
    workspacesOf(repository).prepare(scope, sessions, given),
    failing('setup-failed', /exit code 3/),
  );
  assert.equal(existsSync(marker), false);
});

/** A command line of a plan that runs this script. */
function node(script: string): string {
  return `"${process.execPath}" -e "${script}"`;
}
