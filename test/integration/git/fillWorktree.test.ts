import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { checkoutDetached } from '../../../src/git/worktrees/checkout.ts';
import { inspectRepository } from '../../../src/git/inspectRepository.ts';
import { coneText, isInCone, parseCone } from '../../../src/git/parse/sparsePatterns.ts';
import { testRepository, writeIn } from './testRepository.ts';
import type { TestRepository } from './testRepository.ts';
import { scope, session, settings, snapshotWorktree, workspacesOf, worktreeOf } from './testWorkspaces.ts';

interface Place {
  readonly folder: string;
  readonly files: () => readonly string[];
  /** Changes against the base, once the work is handed in. */
  readonly changes: () => Promise<readonly string[]>;
}

/** A worktree of the newest commit as the plan's settings have it. */
async function worktree(repository: TestRepository, given: object = {}): Promise<Place> {
  const base = repository.git('rev-parse', 'HEAD');
  const planned = session('a', base);
  await workspacesOf(repository).prepare(scope, [planned], { ...settings(), ...given });
  const folder = worktreeOf(repository, 'a');
  const request = { repository: repository.folder, worktree: folder, branch: planned.branch ?? '', base, message: 'S' };
  return {
    folder,
    files: () =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
        .filter((file) => !file.startsWith('.git'))
        .sort(),
    changes: async () => (await snapshotWorktree(request)).changes.map(({ path: file, kind }) => `${kind} ${file}`),
  };
}

const manyFolders = (context: TestContext): TestRepository =>
  testRepository(context, { 'top.txt': 't', 'src/a.js': 'a', 'lib/b.js': 'b', 'lib/deep/c.js': 'c', 'docs/d.md': 'd' });

test('worktrees hold the folders of a sparse checkout, and what tasks need', async (context) => {
  const repository = manyFolders(context);
  repository.git('sparse-checkout', 'set', '--cone', 'src');
  const work = await worktree(repository, { needed: ['lib/deep'] });
  assert.deepEqual(work.files(), ['lib/b.js', 'lib/deep/c.js', 'src/a.js', 'top.txt']);
  writeIn(work.folder, 'src/a.js', 'changed');
  assert.deepEqual(await work.changes(), ['modified src/a.js']);
  assert.deepEqual(readdirSync(repository.folder).sort(), ['.git', 'src', 'top.txt'], 'the checkout stays as it is');
});

test('what an agent makes, changes and deletes is found inside and outside the folders of a sparse worktree', async (context) => {
  const repository = manyFolders(context);
  repository.git('sparse-checkout', 'set', '--cone', 'src');
  const work = await worktree(repository);
  writeIn(work.folder, 'docs/d.md', 'changed');
  writeIn(work.folder, 'docs/new.md', 'new');
  writeIn(work.folder, 'src/new.js', 'new');
  renameSync(path.join(work.folder, 'src', 'a.js'), path.join(work.folder, 'src', 'b.js'));
  assert.deepEqual(await work.changes(), [
    'modified docs/d.md',
    'added docs/new.md',
    'deleted src/a.js',
    'added src/b.js',
    'added src/new.js',
  ]);
});

test('a sparse checkout by patterns is kept, too', async (context) => {
  const repository = manyFolders(context);
  repository.git('sparse-checkout', 'set', '--no-cone', '/src/', '*.md');
  const work = await worktree(repository, { needed: ['lib'] });
  assert.deepEqual(work.files(), ['docs/d.md', 'lib/b.js', 'lib/deep/c.js', 'src/a.js']);
  assert.deepEqual(await work.changes(), []);
});

test('a plan can ask for everything, or for some folders', async (context) => {
  const repository = manyFolders(context);
  repository.git('sparse-checkout', 'set', '--cone', 'src');
  const everything = ['docs/d.md', 'lib/b.js', 'lib/deep/c.js', 'src/a.js', 'top.txt'];
  assert.deepEqual((await worktree(repository, { sparse: 'off' })).files(), everything);
  const whole = manyFolders(context);
  const some = await worktree(whole, { sparse: ['lib/', './docs'], needed: [] });
  assert.deepEqual(some.files(), ['docs/d.md', 'lib/b.js', 'lib/deep/c.js', 'top.txt']);
  assert.deepEqual(await some.changes(), []);
});

test('checks see the same folders', async (context) => {
  const repository = manyFolders(context);
  repository.git('sparse-checkout', 'set', '--cone', 'src');
  const folder = path.join(repository.home, 'check');
  await checkoutDetached(repository.folder, repository.git('rev-parse', 'HEAD'), folder, { needed: ['docs'] });
  assert.deepEqual(readdirSync(folder).sort(), ['.git', 'docs', 'src', 'top.txt']);
});

test('the folders of a cone are read as git writes them, and written as git reads them', (context) => {
  const repository = manyFolders(context);
  repository.git('sparse-checkout', 'set', '--cone', 'lib/deep', 'src', 'a b');
  const text = readFileSync(path.join(repository.folder, '.git', 'info', 'sparse-checkout'), 'utf8');
  const cone = parseCone(text);
  assert.deepEqual([...(cone ?? [])].sort(), ['a b', 'lib/deep', 'src']);
  assert.deepEqual(parseCone(coneText(cone ?? [])), ['a b', 'lib/deep', 'src']);
  assert.deepEqual(parseCone(coneText(['x[1]/y*'])), ['x[1]/y*']);
  assert.equal(parseCone('/*\n!/*/\n*.md\n'), undefined);
  const inside = ['top', 'src/x', 'src/y/z', 'lib/b.js', 'docs/d.md', 'lib/other/x'].map((file) =>
    isInCone(cone ?? [], file),
  );
  assert.deepEqual(inside, [true, true, true, true, false, false]);
});

test('a filter finds its key in the git folder, and a key the plan names', async (context) => {
  const repository = testRepository(context, { 'a.txt': 'a\n' });
  const needing = (key: string): string =>
    `sh -c 'test -f "$(git rev-parse --git-dir)/${key}" || { echo "Unable to open key file ${key}" >&2; exit 1; }; cat'`;
  writeIn(repository.folder, '.git/git-crypt/keys/default', 'k');
  writeIn(repository.folder, '.git/mine/key', 'k');
  for (const [name, key] of [
    ['crypt', 'git-crypt/keys/default'],
    ['mine', 'mine/key'],
  ] as const) {
    repository.git('config', `filter.${name}.clean`, needing(key));
    repository.git('config', `filter.${name}.smudge`, needing(key));
    repository.git('config', `filter.${name}.required`, 'true');
    repository.write(`${name}.env`, 'secret\n');
  }
  repository.write('.gitattributes', 'crypt.env filter=crypt\nmine.env filter=mine\n');
  repository.commit('Encrypted');
  await assert.rejects(
    worktree(repository),
    /Unable to open key file mine\/key.*worktree\.keys of the plan/s,
    'the words of the filter, and what to do',
  );
  const work = await worktree(repository, { keys: ['mine'] });
  writeIn(work.folder, 'crypt.env', 'changed\n');
  assert.deepEqual(await work.changes(), ['modified crypt.env']);
});

test('files kept by Git LFS are pointers or files, as the environment or the plan says', async (context) => {
  const repository = testRepository(context, { 'a.txt': 'a\n' });
  const smudge = `sh -c 'if [ "$GIT_LFS_SKIP_SMUDGE" = 1 ]; then cat; else cat >/dev/null; echo content; fi'`;
  repository.git('config', 'filter.lfs.smudge', smudge);
  repository.git('config', 'filter.lfs.clean', `sh -c 'cat >/dev/null; echo pointer'`);
  repository.write('.gitattributes', '*.bin filter=lfs\n');
  repository.write('x.bin', 'content\n');
  repository.commit('Kept elsewhere');
  const before = process.env['GIT_LFS_SKIP_SMUDGE'];
  context.after(() => {
    if (before === undefined) delete process.env['GIT_LFS_SKIP_SMUDGE'];
    else process.env['GIT_LFS_SKIP_SMUDGE'] = before;
  });
  const base = repository.git('rev-parse', 'HEAD');
  const contentOf = async (subject: string, given: object): Promise<string> => {
    await workspacesOf(repository).prepare(scope, [session(subject, base)], { ...settings(), ...given });
    return readFileSync(path.join(worktreeOf(repository, subject), 'x.bin'), 'utf8');
  };
  process.env['GIT_LFS_SKIP_SMUDGE'] = '1';
  assert.equal(await contentOf('environment', {}), 'pointer\n');
  assert.equal(await contentOf('objects', { lfs: 'objects' }), 'content\n');
  process.env['GIT_LFS_SKIP_SMUDGE'] = '0';
  assert.equal(await contentOf('pointers', { lfs: 'pointers' }), 'pointer\n');
});

test('a file that Git LFS cannot write is told with the ways out', async (context) => {
  if (process.platform === 'win32') return context.skip('the filter is a shell script');
  const repository = testRepository(context, { 'a.txt': 'a\n' });
  repository.git('config', 'filter.lfs.smudge', `sh -c 'echo "Error downloading object: x.bin" >&2; exit 2'`);
  repository.git('config', 'filter.lfs.clean', 'cat');
  repository.git('config', 'filter.lfs.required', 'true');
  repository.write('.gitattributes', '*.bin filter=lfs\n');
  repository.write('x.bin', 'pointer\n');
  repository.commit('Large');
  await assert.rejects(
    worktree(repository),
    /Error downloading object: x\.bin.*git lfs fetch.*worktree\.lfs: pointers/s,
  );
});

test('a filter that never answers is ended after the time the plan allows, and the key is named', async (context) => {
  if (process.platform === 'win32') return context.skip('the filter is a shell script');
  const repository = testRepository(context, { 'a.txt': 'a\n' });
  repository.git('config', 'filter.slow.smudge', `sh -c 'echo waiting for a login >&2; sleep 600'`);
  repository.write('.gitattributes', 'slow.txt filter=slow\n');
  repository.write('slow.txt', 's\n');
  repository.commit('Slow');
  await assert.rejects(
    worktree(repository, { minutes: 0.03 }),
    /took longer than 0.03 minutes.*waiting for a login.*worktree.minutes/s,
  );
});

/** A clone without the content of files, of a repository that has since gone. */
function partialClone(context: TestContext): { readonly clone: string; readonly repository: TestRepository } {
  const repository = testRepository(context, { 'a.txt': 'old a', 'big/b.txt': 'old b' });
  repository.git('tag', 'v1');
  repository.write('a.txt', 'new a');
  repository.write('big/b.txt', 'new b');
  repository.commit('Second');
  repository.git('config', 'uploadpack.allowFilter', 'true');
  const clone = path.join(repository.home, 'clone');
  const from = `file://${repository.folder.split(path.sep).join('/')}`;
  repository.git('clone', '--quiet', '--filter=blob:none', from, clone);
  renameSync(repository.folder, path.join(repository.home, 'gone'));
  mkdirSync(repository.folder);
  return { clone, repository };
}

test('objects that a partial clone lacks are told before the run starts, with the command that gets them', async (context) => {
  const { clone } = partialClone(context);
  await assert.rejects(inspectRepository(clone, { base: 'v1', worktree: { sparse: 'inherit' } }), {
    name: 'WorkspaceError',
    reason: 'missing-objects',
    message: /partial clone, and 2 objects of v1 are missing.*fetch --refetch --no-filter origin v1/,
  });
  assert.deepEqual((await inspectRepository(clone, { worktree: { sparse: 'inherit' } })).dirty, []);
});

test('the command gets what a commit lacks that its person has made in the partial clone', async (context) => {
  const repository = testRepository(context, { 'a.txt': 'a', 'big/b.txt': 'b' });
  repository.git('config', 'uploadpack.allowFilter', 'true');
  const clone = path.join(repository.home, 'clone');
  const from = `file://${repository.folder.split(path.sep).join('/')}`;
  repository.git('clone', '--quiet', '--filter=blob:none', '--no-checkout', from, clone);
  const mine = (...args: string[]): string => repository.gitIn(clone, ...args);
  mine('sparse-checkout', 'set', '--cone', 'other');
  mine('checkout', '--quiet', '-b', 'mine');
  writeFileSync(path.join(clone, 'plan.yaml'), 'waveplan: 1\n');
  mine('add', 'plan.yaml');
  mine('-c', 'user.name=A', '-c', 'user.email=a@example.org', 'commit', '--quiet', '--message', 'Plan');
  const commandFor = async (options: { readonly base?: string }): Promise<string> => {
    const inspected = inspectRepository(clone, { ...options, worktree: { sparse: 'off' } });
    const refused: unknown = await inspected.catch((error: unknown) => error);
    return String(refused).split(`git -C "${clone}" `)[1] ?? 'nothing was refused';
  };
  assert.equal(await commandFor({ base: 'mine' }), await commandFor({}));
  mine(...(await commandFor({})).split(' '));
  assert.deepEqual((await inspectRepository(clone, { worktree: { sparse: 'off' } })).dirty, []);
});

test('what lies outside the folders of sparse worktrees may be missing', async (context) => {
  const { clone, repository } = partialClone(context);
  repository.gitIn(clone, 'sparse-checkout', 'set', '--cone', 'other');
  await assert.rejects(
    inspectRepository(clone, { base: 'v1', worktree: { sparse: 'inherit' } }),
    /1 object of v1 is missing/,
  );
  await assert.rejects(
    inspectRepository(clone, { base: 'v1', worktree: { sparse: 'off' } }),
    /2 objects of v1 are missing/,
  );
});

test('a shallow clone is like any other', async (context) => {
  const original = testRepository(context, { 'a.txt': 'a' });
  original.write('a.txt', 'b');
  original.commit('Second');
  const clone = path.join(original.home, 'clone');
  original.git('clone', '--quiet', '--depth=1', `file://${original.folder.split(path.sep).join('/')}`, clone);
  const repository = { ...original, folder: clone, git: (...args: string[]) => original.gitIn(clone, ...args) };
  const work = await worktree(repository);
  writeFileSync(path.join(work.folder, 'a.txt'), 'c');
  assert.deepEqual(await work.changes(), ['modified a.txt']);
  assert.ok(existsSync(path.join(clone, '.git', 'shallow')));
});
