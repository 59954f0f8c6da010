import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { checkoutDetached, removeCheckout } from '../../../src/git/worktrees/checkout.ts';
import { commitChangelogEntry, commitPlanRevision } from '../../../src/git/commit/fileCommit.ts';
import { mergeParts } from '../../../src/git/merge/mergeParts.ts';
import { pushBranch } from '../../../src/git/remote/push.ts';
import { gitContent, runGit } from '../../../src/git/call/runGit.ts';
import { commitToBranch } from '../../../src/git/commit/waveCommit.ts';
import { WorkspaceError } from '../../../src/ports/workspaces.ts';
import { until } from '../../support/until.ts';
import { testRepository, writeIn } from './testRepository.ts';
import type { TestRepository } from './testRepository.ts';
import { workspacesOf } from './testWorkspaces.ts';

/** A commit on `base` that changes these files (undefined: deletes), made without leaving the branch checked out. */
function part(repository: TestRepository, base: string, files: Readonly<Record<string, string | undefined>>): string {
  repository.git('checkout', '--quiet', '--detach', base);
  for (const [file, text] of Object.entries(files)) {
    if (text === undefined) repository.git('rm', '--quiet', '--', file);
    else repository.write(file, text);
  }
  const commit = repository.commit('Part');
  repository.git('checkout', '--quiet', 'main');
  return commit;
}

const keep = 'refs/wavegate/r1/merged/one';
const merge = (repository: TestRepository, onto: string, parts: readonly string[]) =>
  mergeParts({
    repository: repository.folder,
    onto,
    parts: parts.map((commit, index) => ({ subject: `part ${index + 1}`, commit })),
    keep,
  });

const lines = (change: Readonly<Record<number, string>> = {}): string =>
  Array.from({ length: 30 }, (_, index) => `${change[index] ?? `line ${index}`}\n`).join('');

test('the work of several sessions becomes one commit, kept by a ref, and touches no checkout', async (context) => {
  const repository = testRepository(context, {
    'a.txt': 'a\n',
    'b.txt': 'b\n',
    'shared.txt': lines(),
    'old.txt': 'o\n',
  });
  const onto = repository.git('rev-parse', 'HEAD');
  const parts = [
    part(repository, onto, { 'a.txt': 'A\n', 'shared.txt': lines({ 2: 'first' }) }),
    onto,
    part(repository, onto, { 'b.txt': 'B\n', 'old.txt': undefined, 'shared.txt': lines({ 25: 'second' }) }),
  ];
  const before = repository.git('status', '--porcelain=v2', '--branch');
  const outcome = await merge(repository, onto, parts);
  assert.ok('commit' in outcome);
  assert.equal(repository.git('rev-parse', keep), outcome.commit);
  assert.equal(repository.git('rev-parse', `${outcome.commit}^@`), onto);
  assert.equal(repository.git('show', `${outcome.commit}:shared.txt`), lines({ 2: 'first', 25: 'second' }).trimEnd());
  assert.deepEqual(
    outcome.changes.map((change) => `${change.kind} ${change.path}`),
    ['modified a.txt', 'modified b.txt', 'deleted old.txt', 'modified shared.txt'],
  );
  assert.equal(repository.git('status', '--porcelain=v2', '--branch'), before);
  assert.deepEqual(await merge(repository, onto, parts), outcome);
});

test('conflicts name every file and every part involved, and leave nothing behind', async (context) => {
  const repository = testRepository(context, { 'a.txt': 'a\n', 'b.txt': 'b\n', 'free.txt': 'f\n' });
  const onto = repository.git('rev-parse', 'HEAD');
  const parts = [
    part(repository, onto, { 'a.txt': 'one\n' }),
    part(repository, onto, { 'free.txt': 'F\n' }),
    part(repository, onto, { 'a.txt': 'two\n' }),
    part(repository, onto, { 'b.txt': 'x\n' }),
    part(repository, onto, { 'b.txt': undefined }),
  ];
  assert.deepEqual(await merge(repository, onto, parts), {
    conflicts: ['a.txt', 'b.txt'],
    between: ['part 1', 'part 3', 'part 4', 'part 5'],
  });
  assert.equal(repository.git('for-each-ref', keep), '');
});

test('names that are one on other machines are not merged, although git could', async (context) => {
  const repository = testRepository(context, { 'a.txt': 'a\n', 'Docs/guide.md': 'g\n' });
  const onto = repository.git('rev-parse', 'HEAD');
  const readmes = [part(repository, onto, { 'Readme.md': 'one\n' }), part(repository, onto, { 'README.md': 'two\n' })];
  assert.deepEqual(await merge(repository, onto, readmes), {
    conflicts: ['README.md', 'Readme.md'],
    between: ['part 1', 'part 2'],
    clashes: ['README.md (part 2) and Readme.md (part 1) differ by case only, which is one file on macOS and Windows'],
  });
  const folder = await merge(repository, onto, [part(repository, onto, { docs: 'a file\n' })]);
  assert.ok('clashes' in folder);
  assert.match(
    folder.clashes?.[0] ?? '',
    /Docs\/ \(there before\) and docs \(part 1\).* cannot have a file and a folder/,
  );
  assert.equal(repository.git('for-each-ref', keep), '');
  const renamed = part(repository, onto, { 'Docs/guide.md': undefined, 'Docs/Guide.md': 'g\n' });
  assert.ok('commit' in (await merge(repository, onto, [renamed])), 'a rename by case leaves one name');
});

test('a carried merge and the sessions that were based on it go together', async (context) => {
  const repository = testRepository(context, { 'a.txt': 'a\n', 'b.txt': 'b\n' });
  const onto = repository.git('rev-parse', 'HEAD');
  const carried = await merge(repository, onto, [part(repository, onto, { 'a.txt': 'broken\n', 'new.txt': 'n\n' })]);
  assert.ok('commit' in carried);
  const fix = part(repository, carried.commit, { 'a.txt': 'fixed\n' });
  const other = part(repository, carried.commit, { 'b.txt': 'B\n' });
  const outcome = await merge(repository, onto, [carried.commit, fix, other]);
  assert.ok('commit' in outcome);
  assert.equal(repository.git('rev-parse', `${outcome.commit}^@`), onto);
  assert.equal(repository.git('show', `${outcome.commit}:a.txt`), 'fixed');
  assert.deepEqual(
    outcome.changes.map((change) => change.path),
    ['a.txt', 'b.txt', 'new.txt'],
  );
});

test("files are matched by path: a folder one part renames does not pull another part's new file along", async (context) => {
  const repository = testRepository(context, { 'd/x': lines(), 'd/y': lines({ 1: 'y' }) });
  const onto = repository.git('rev-parse', 'HEAD');
  const renamed = part(repository, onto, {
    'd/x': undefined,
    'd/y': undefined,
    'e/x': lines(),
    'e/y': lines({ 1: 'y' }),
  });
  const added = part(repository, onto, { 'd/new': 'n\n' });
  repository.git('config', 'merge.directoryRenames', 'true');
  const outcome = await merge(repository, onto, [renamed, added]);
  assert.ok('commit' in outcome);
  assert.deepEqual(repository.git('ls-tree', '-r', '--name-only', outcome.commit).split('\n'), ['d/new', 'e/x', 'e/y']);
});

test('attributes of what happens to be checked out do not change a merge', async (context) => {
  const repository = testRepository(context, { 'a.txt': 'a\n' });
  const onto = repository.git('rev-parse', 'HEAD');
  const parts = [part(repository, onto, { 'a.txt': 'one\n' }), part(repository, onto, { 'a.txt': 'two\n' })];
  repository.write('.gitattributes', '* merge=union\n');
  assert.ok('conflicts' in (await merge(repository, onto, parts)));
});

test('attributes of the commit merged onto decide how files are merged, in folders too', async (context) => {
  const text = 'one\ntwo\nthree\n';
  const repository = testRepository(context, {
    '.gitattributes': '*.log merge=union\n',
    'sub/.gitattributes': 'data.txt -merge\nmine.txt merge=mine\n',
    'x.log': text,
    'sub/data.txt': `${text}${text}`,
    'sub/mine.txt': 'a\n',
  });
  repository.git('config', 'merge.mine.driver', "sh -c 'cat %B >> %A'");
  const onto = repository.git('rev-parse', 'HEAD');
  const change = (name: string): Record<string, string> => ({
    'x.log': `${text}${name}\n`,
    'sub/mine.txt': `${name}\n`,
  });
  const merged = await merge(repository, onto, [
    part(repository, onto, change('first')),
    part(repository, onto, change('second')),
  ]);
  assert.ok('commit' in merged, JSON.stringify(merged));
  assert.equal(repository.git('show', `${merged.commit}:x.log`), `${text}first\nsecond`);
  assert.equal(repository.git('show', `${merged.commit}:sub/mine.txt`), 'first\nsecond');
  const apart = [`first\n${text}${text}`, `${text}${text}last\n`].map((data) =>
    part(repository, onto, { 'sub/data.txt': data }),
  );
  assert.deepEqual(await merge(repository, onto, apart), {
    conflicts: ['sub/data.txt'],
    between: ['part 1', 'part 2'],
  });
});

test('a part that is no commit of this repository is refused', async (context) => {
  const repository = testRepository(context, { a: 'a' });
  const missing = merge(repository, repository.git('rev-parse', 'HEAD'), ['f'.repeat(40)]);
  await assert.rejects(missing, /Not a valid object name f{40}/);
});

interface Branch {
  readonly repository: TestRepository;
  readonly parent: string;
  readonly request: { repository: string; parent: string; message: string; branch: string };
}

function runBranch(context: TestContext, files: Readonly<Record<string, string>>): Branch {
  const repository = testRepository(context, files);
  const parent = repository.git('rev-parse', 'HEAD');
  repository.git('branch', 'wavegate/r1');
  const message = 'Foundation\n\nWavegate-Run: r1\n';
  return { repository, parent, request: { repository: repository.folder, parent, message, branch: 'wavegate/r1' } };
}

test('a wave becomes one commit on the run branch; asked again, it is the same commit', async (context) => {
  const { repository, parent, request } = runBranch(context, { a: 'a' });
  const tree = repository.git('rev-parse', `${part(repository, parent, { a: 'b' })}^{tree}`);
  const commit = await commitToBranch({ ...request, tree });
  assert.equal(repository.git('rev-parse', 'wavegate/r1'), commit);
  assert.equal(repository.git('log', '-1', '--format=%T %P', commit), `${tree} ${parent}`);
  assert.equal(repository.git('log', '-1', '--format=%(trailers:key=Wavegate-Run,valueonly)', commit).trim(), 'r1');
  assert.equal(
    repository.git('log', '-1', '--format=%an <%ae>|%cn <%ce>', commit),
    'A Person <person@example.org>|A Person <person@example.org>',
  );
  assert.equal(await commitToBranch({ ...request, tree }), commit);
});

test('a run branch that something else moved is not moved again', async (context) => {
  const { repository, parent, request } = runBranch(context, { a: 'a' });
  const tree = repository.git('rev-parse', `${parent}^{tree}`);
  const moved = repository.commit('Elsewhere');
  repository.git('branch', '-f', 'wavegate/r1', moved);
  await assert.rejects(commitToBranch({ ...request, tree }), /points at .* instead of .*git branch -f wavegate\/r1/);
  assert.equal(repository.git('rev-parse', 'wavegate/r1'), moved);
  repository.git('branch', '-D', 'wavegate/r1');
  await assert.rejects(commitToBranch({ ...request, tree }), /points at nothing/);
});

test('without an identity in git, commits are made in the name of Wavegate', async (context) => {
  const { repository, parent, request } = runBranch(context, { a: 'a' });
  repository.git('config', '--unset', 'user.name');
  repository.git('config', '--unset', 'user.email');
  for (const name of ['GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM']) {
    const before = process.env[name];
    context.after(() => (before === undefined ? delete process.env[name] : (process.env[name] = before)));
    process.env[name] = path.join(repository.home, 'none');
  }
  const commit = await commitToBranch({ ...request, tree: repository.git('rev-parse', `${parent}^{tree}`) });
  assert.equal(repository.git('log', '-1', '--format=%an <%ae>|%cn', commit), 'Wavegate <wavegate@localhost>|Wavegate');
});

test('a plan revision is committed byte for byte, without touching the checkout', async (context) => {
  const { repository, parent, request } = runBranch(context, { 'plans/p.waveplan.yaml': 'one\n', a: 'a' });
  repository.git('config', 'core.autocrlf', 'true');
  const source = 'two\r\nthree é\n';
  const made = await commitPlanRevision({ ...request, file: 'plans/p.waveplan.yaml', source });
  const again = await commitPlanRevision({ ...request, file: 'plans/p.waveplan.yaml', source });
  assert.deepEqual(again, made);
  const workspaces = workspacesOf(repository);
  assert.equal(await workspaces.fileAt(made.commit, 'plans/p.waveplan.yaml'), source);
  assert.deepEqual(
    (await workspaces.changes(parent, made.commit)).map((change) => change.path),
    ['plans/p.waveplan.yaml'],
  );
  assert.equal(await workspaces.tree(made.commit), made.tree);
  assert.equal(readFileSync(path.join(repository.folder, 'plans/p.waveplan.yaml'), 'utf8'), 'one\n');
  assert.deepEqual(
    readdirSync(path.join(repository.folder, '.git')).filter((name) => name.includes('wavegate')),
    [],
  );
  await assert.rejects(commitPlanRevision({ ...request, parent: made.commit, file: '../p', source }), /\.\.\/p/);
});

test('a changelog entry is added on the branch, and the file made if there is none', async (context) => {
  const { repository, request } = runBranch(context, { 'CHANGELOG.md': '# Changelog\n\n## 1.0\n', 'logo.png': '\0' });
  const { commit } = await commitChangelogEntry({ ...request, file: 'CHANGELOG.md', entry: '- New' });
  assert.equal(repository.git('show', `${commit}:CHANGELOG.md`), '# Changelog\n\n- New\n\n## 1.0');
  const next = { ...request, parent: commit, message: 'Two' };
  const { commit: second } = await commitChangelogEntry({ ...next, file: 'docs/NEWS.md', entry: '- New' });
  assert.equal(repository.git('show', `${second}:docs/NEWS.md`), '# Changelog\n\n- New');
  await assert.rejects(commitChangelogEntry({ ...next, parent: second, file: 'logo.png', entry: 'x' }), /no text file/);
});

test('files are read as stored, and what is no text is not', async (context) => {
  const repository = testRepository(context, { 'a\nb.txt': 'é\r\n', '*.txt': 'star', bin: 'a\0b' });
  const workspaces = workspacesOf(repository);
  const head = repository.git('rev-parse', 'HEAD');
  assert.equal(await workspaces.fileAt(head, 'a\nb.txt'), 'é\r\n');
  assert.equal(await workspaces.fileAt(head, '*.txt'), 'star');
  assert.equal(await workspaces.fileAt(head, 'bin'), undefined);
  assert.equal(await workspaces.fileAt(head, 'none'), undefined);
  const unknown = (error: unknown) => error instanceof WorkspaceError && error.reason === 'unknown-commit';
  await assert.rejects(workspaces.fileAt('f'.repeat(40), 'a'), unknown);
  await assert.rejects(workspaces.tree('nonsense'), unknown);
  await assert.rejects(workspaces.changes(head, 'f'.repeat(40)), unknown);
});

test('a run branch is pushed to a real remote, again without effect, and never over the work of others', async (context) => {
  const { repository, parent } = runBranch(context, { a: 'a' });
  const remote = path.join(repository.home, 'remote.git');
  repository.git('init', '--quiet', '--bare', remote);
  repository.git('remote', 'add', 'origin', remote);
  const push = (commit: string, name = 'origin') =>
    pushBranch({ repository: repository.folder, remote: name, branch: 'wavegate/r1', commit });
  await push(parent);
  await push(parent);
  assert.equal(repository.gitIn(remote, 'rev-parse', 'refs/heads/wavegate/r1'), parent);
  const theirs = part(repository, parent, { a: 'theirs' });
  await push(theirs);
  const ours = part(repository, parent, { a: 'ours' });
  await assert.rejects(push(ours), /not pushed to origin.*remote has commits on this branch/);
  assert.equal(repository.gitIn(remote, 'rev-parse', 'refs/heads/wavegate/r1'), theirs);
  await assert.rejects(push(ours, 'nowhere'), /no such remote.*git remote add/);
  await assert.rejects(push(ours, '--all'), /not pushed to --all/);
});

test('a push that is ended says what it waited for and what the remote has, and nothing of it goes on', async (context) => {
  if (process.platform === 'win32') return context.skip('a script cannot stand in for receive-pack');
  const { repository, parent } = runBranch(context, { a: 'a' });
  const remote = path.join(repository.home, 'remote.git');
  const started = path.join(repository.home, 'started');
  const script = path.join(repository.home, 'hangs');
  writeFileSync(script, `#!/bin/sh\necho $$ >"${started}"\nsleep 600\n`, { mode: 0o755 });
  repository.git('init', '--quiet', '--bare', remote);
  repository.git('remote', 'add', 'origin', remote);
  repository.git('config', 'remote.origin.receivepack', `"${script}"`);
  const controller = new AbortController();
  const push = pushBranch({
    repository: repository.folder,
    remote: 'origin',
    branch: 'wavegate/r1',
    commit: parent,
    signal: controller.signal,
  });
  const ended = assert.rejects(push, (error: Error) => {
    assert.match(
      error.message,
      /not pushed to origin.*waiting for: .*hangs.*The remote has no branch wavegate\/r1 now/,
    );
    return true;
  });
  await until(() => existsSync(started) && readFileSync(started, 'utf8').endsWith('\n'));
  controller.abort();
  await ended;
  await until(() => !isRunning(Number(readFileSync(started, 'utf8'))));
});

test('a push is refused where the remote is not as it was approved', async (context) => {
  const { repository, parent } = runBranch(context, { a: 'a' });
  const remote = path.join(repository.home, 'remote.git');
  repository.git('init', '--quiet', '--bare', remote);
  repository.git('remote', 'add', 'origin', remote);
  const request = { repository: repository.folder, remote: 'origin', branch: 'wavegate/r1' };
  const next = part(repository, parent, { a: 'next' });
  await assert.rejects(
    pushBranch({ ...request, commit: next, expected: { commit: parent } }),
    /the branch there is gone/,
  );
  await pushBranch({ ...request, commit: parent, expected: { commit: undefined } });
  const last = part(repository, next, { a: 'last' });
  await assert.rejects(
    pushBranch({ ...request, commit: last, expected: { commit: undefined } }),
    /approved while there was none/,
  );
  assert.equal(repository.gitIn(remote, 'rev-parse', 'refs/heads/wavegate/r1'), parent);
});

test('a push goes only where it was approved to go', async (context) => {
  const { repository, parent } = runBranch(context, { a: 'a' });
  const [remote, elsewhere] = ['remote.git', 'elsewhere.git'].map((name) => path.join(repository.home, name)) as [
    string,
    string,
  ];
  for (const folder of [remote, elsewhere]) repository.git('init', '--quiet', '--bare', folder);
  repository.git('remote', 'add', 'origin', remote);
  const request = {
    repository: repository.folder,
    remote: 'origin',
    branch: 'wavegate/r1',
    commit: parent,
    addresses: [remote],
  };
  repository.git('config', `url.${elsewhere}.insteadOf`, remote);
  await assert.rejects(
    pushBranch(request),
    /approved to go to .*remote\.git, and origin leads to .*elsewhere\.git now/,
  );
  repository.git('config', '--unset', `url.${elsewhere}.insteadOf`);
  repository.git('remote', 'set-url', '--push', 'origin', elsewhere);
  await assert.rejects(pushBranch(request), /leads to .*elsewhere\.git now/);
  assert.equal(repository.gitIn(elsewhere, 'for-each-ref'), '');
});

test('what a remote says when it refuses is shown', async (context) => {
  if (process.platform === 'win32') return context.skip('a hook is a script');
  const { repository, parent } = runBranch(context, { a: 'a' });
  const remote = path.join(repository.home, 'remote.git');
  repository.git('init', '--quiet', '--bare', remote);
  repository.git('remote', 'add', 'origin', remote);
  const hook = '#!/bin/sh\necho "DCO: no Signed-off-by. See https://example.org/dco" >&2\nexit 1\n';
  writeFileSync(path.join(remote, 'hooks', 'pre-receive'), hook, { mode: 0o755 });
  const push = pushBranch({ repository: repository.folder, remote: 'origin', branch: 'wavegate/r1', commit: parent });
  await assert.rejects(push, /A rule of the remote refused.*DCO: no Signed-off-by\. See https:\/\/example\.org\/dco/);
});

test('a check gets a worktree of one commit, on no branch, anew each time', async (context) => {
  const repository = testRepository(context, { a: 'a' });
  const commit = repository.git('rev-parse', 'HEAD');
  const folder = path.join(repository.home, 'worktrees', 'check');
  await checkoutDetached(repository.folder, commit, folder);
  writeIn(folder, 'a', 'changed by a test');
  writeIn(folder, 'left/over', 'x');
  await checkoutDetached(repository.folder, commit, folder);
  assert.equal(repository.gitIn(folder, 'status', '--porcelain', '--branch'), '## HEAD (no branch)');
  await removeCheckout(repository.folder, folder);
  await removeCheckout(repository.folder, folder);
  assert.equal(existsSync(folder), false);
  assert.equal(repository.git('worktree', 'list').split('\n').length, 1);
  await assert.rejects(checkoutDetached(repository.folder, 'f'.repeat(40), folder), /worktree failed/);
  assert.equal(existsSync(folder), false);
});

test('a repository that is no longer there is said to be, with what to do', async (context) => {
  const { home } = testRepository(context, {});
  await assert.rejects(
    runGit(['status'], { folder: path.join(home, 'moved away') }),
    /There is no folder .*moved away any more.*go on from its new place/,
  );
});

test('a git that takes too long or is cancelled is ended', async (context) => {
  const repository = testRepository(context, { a: 'a' });
  const endless = { folder: repository.folder, env: { GIT_PAGER: 'cat' } };
  // With its input left open it would wait for ever; a script keeps it busy instead.
  repository.git(
    'config',
    'alias.endless',
    `!"${process.execPath.replaceAll('\\', '/')}" -e "setInterval(()=>{},1000)"`,
  );
  await assert.rejects(runGit(['endless'], { ...endless, timeout: 300 }), { name: 'GitError', reason: 'timeout' });
  const controller = new AbortController();
  const running = runGit(['endless'], { ...endless, signal: controller.signal });
  controller.abort();
  await assert.rejects(running, { name: 'GitError', reason: 'cancelled' });
  await assert.rejects(runGit(['status'], { ...endless, signal: controller.signal }), { reason: 'cancelled' });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('a file in another encoding than UTF-8 is shown with what can be read of it', async (t) => {
  const repository = testRepository(t, { 'a.txt': 'a\n' });
  const base = repository.commit('Base');
  writeFileSync(path.join(repository.folder, 'latin1.txt'), Buffer.from('caf\u00e9 au lait\n', 'latin1'));
  const changed = repository.commit('Latin 1');
  const shown = await gitContent(['diff', base, changed, '--', 'latin1.txt'], { folder: repository.folder });
  assert.match(shown, /^\+caf\uFFFD au lait$/m);
});

test('a branch that is checked out somewhere gets no commit: the files there would seem to take it back', async (context) => {
  const repository = testRepository(context, { 'a.txt': 'a\n' });
  const parent = repository.git('rev-parse', 'HEAD');
  const commit = part(repository, parent, { 'a.txt': 'b\n' });
  repository.git('branch', 'wavegate/r1', parent);
  const tree = repository.git('rev-parse', `${commit}^{tree}`);
  const request = { repository: repository.folder, branch: 'wavegate/r1', parent, tree, message: 'One' };
  repository.git('checkout', '--quiet', 'wavegate/r1');
  await assert.rejects(
    commitToBranch(request),
    /Branch wavegate\/r1 is checked out in .*Switch to another branch there/,
  );
  assert.equal(repository.git('status', '--porcelain'), '');
  repository.git('checkout', '--quiet', 'main');
  const made = await commitToBranch(request);
  repository.git('checkout', '--quiet', 'wavegate/r1');
  assert.equal(await commitToBranch(request), made, 'a commit that is there already is no change');
});
