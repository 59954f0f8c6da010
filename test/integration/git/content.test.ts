import assert from 'node:assert/strict';
import { appendFileSync, chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { createWorkKeeper } from '../../../src/git/session/keepWork.ts';
import { inspectRepository } from '../../../src/git/inspectRepository.ts';
import type { KeepRequest, KeptWork } from '../../../src/sessionPorts/sessionGit.ts';
import { testRepository, writeIn } from './testRepository.ts';
import type { TestRepository } from './testRepository.ts';
import { scope, session, settings, workspacesOf, worktreeOf } from './testWorkspaces.ts';

interface Work {
  readonly folder: string;
  readonly write: (file: string, text: string) => void;
  /** Hands in what is in the worktree. */
  readonly handIn: (owns: readonly string[], claimed?: readonly string[]) => Promise<KeptWork>;
}

/** A worktree of the newest commit, ready for an agent. */
async function workIn(repository: TestRepository, given: Parameters<typeof settings>[0] = {}): Promise<Work> {
  const base = repository.git('rev-parse', 'HEAD');
  const planned = session('a', base);
  await workspacesOf(repository).prepare(scope, [planned], settings(given));
  const folder = worktreeOf(repository, 'a');
  writeIn(folder, '.wavegate/.gitignore', '*\n');
  const place = {
    repository: repository.folder,
    worktree: folder,
    backupFolder: path.join(repository.home, 'backup'),
    stateRoot: path.join(repository.home, 'state'),
    worktreeRoot: path.join(repository.home, 'worktrees'),
  };
  const request = (owns: readonly string[], claimed: readonly string[]): KeepRequest => ({
    branch: planned.branch ?? '',
    base,
    rules: { mode: 'workspace-write', owns, deletes: [], protected: [] },
    message: 'Work',
    claimed,
  });
  return {
    folder,
    write: (file, text) => writeIn(folder, file, text),
    handIn: (owns, claimed = []) => createWorkKeeper().keep(place, request(owns, claimed)),
  };
}

const changed = ({ changes }: KeptWork): readonly string[] => changes.map((change) => change.path);

/** A file that git converts on its way back, although nobody touches it: an attribute was set after it was committed. */
function setLater(context: TestContext, content: string, attributes: string): TestRepository {
  const repository = testRepository(context, { 'data.txt': content, 'a.js': 'a\n' });
  repository.write('.gitattributes', `data.txt ${attributes}\n`);
  repository.git('add', '.gitattributes');
  repository.git('commit', '--quiet', '-m', 'Attributes');
  return repository;
}

const conversions: Readonly<Record<string, readonly [content: string, attributes: string]>> = {
  'text set after a file with CRLF': ['one\r\ntwo\r\n', 'text'],
  'eol=crlf set after a file with CRLF': ['one\r\ntwo\r\n', 'text eol=crlf'],
  'ident set after a file with an expanded keyword': ['$Id: 0123456789012345678901234567890123456789 $\n', 'ident'],
  'an encoding set after a file in it': ['\ufffehello', 'working-tree-encoding=UTF-16'],
  'a filter set after a file': ['Hello\n', 'filter=upper'],
};

for (const [name, [content, attributes]] of Object.entries(conversions)) {
  test(`with ${name}, only what the agent changed is a change`, async (context) => {
    const repository = setLater(context, content, attributes);
    repository.git('config', 'filter.upper.clean', 'tr a-z A-Z');
    const work = await workIn(repository);
    appendFileSync(path.join(work.folder, 'a.js'), 'more\n');
    const kept = await work.handIn(['a.js'], ['a.js']);
    assert.deepEqual([changed(kept), kept.violations], [['a.js'], []]);
  });
}

test('a file an agent touched that it does not own is put back for good, whatever git makes of its line ends', async (context) => {
  const repository = setLater(context, 'one\r\ntwo\r\n', 'text');
  const work = await workIn(repository);
  appendFileSync(path.join(work.folder, 'data.txt'), 'three\r\n');
  const kept = await work.handIn(['a.js']);
  assert.deepEqual([changed(kept), kept.violations], [[], ['data.txt']]);
  assert.equal(readFileSync(path.join(work.folder, 'data.txt'), 'utf8'), 'one\r\ntwo\r\n');
});

test('a file an agent changed is converted as git does it', async (context) => {
  const repository = setLater(context, 'one\r\ntwo\r\n', 'text');
  const work = await workIn(repository);
  appendFileSync(path.join(work.folder, 'data.txt'), 'three\r\n');
  const kept = await work.handIn(['data.txt']);
  assert.equal(repository.git('show', `${kept.commit}:data.txt`), 'one\ntwo\nthree');
});

test('a file keeps its encoding and its keyword when an agent changes it', async (context) => {
  const repository = testRepository(context, {
    '.gitattributes': '*.u16 working-tree-encoding=UTF-16LE\n*.id ident\n',
  });
  writeFileSync(path.join(repository.folder, 'text.u16'), Buffer.from('one\n', 'utf16le'));
  repository.write('key.id', '$Id$\n');
  repository.commit();
  const work = await workIn(repository);
  assert.match(readFileSync(path.join(work.folder, 'key.id'), 'utf8'), /^\$Id: [0-9a-f]{40} \$\n$/);
  appendFileSync(path.join(work.folder, 'text.u16'), Buffer.from('two\n', 'utf16le'));
  appendFileSync(path.join(work.folder, 'key.id'), 'more\n');
  const kept = await work.handIn(['text.u16', 'key.id']);
  assert.deepEqual(changed(kept), ['key.id', 'text.u16']);
  assert.equal(repository.git('show', `${kept.commit}:text.u16`), 'one\ntwo');
  assert.equal(repository.git('show', `${kept.commit}:key.id`), '$Id$\nmore');
});

test("new files get the line ends of the person's settings", async (context) => {
  const repository = testRepository(context, { 'a.js': 'a\n', 'crlf.txt': 'one\r\n' });
  repository.git('config', 'core.autocrlf', 'input');
  repository.git('config', 'core.safecrlf', 'true');
  const work = await workIn(repository);
  work.write('new.js', 'one\r\ntwo\r\n');
  const kept = await work.handIn(['new.js']);
  assert.deepEqual(changed(kept), ['new.js']);
  assert.equal(repository.git('show', `${kept.commit}:new.js`), 'one\ntwo');
});

test('a clone that git calls modified because of its line ends is taken as clean; real changes are not', async (context) => {
  const original = setLater(context, 'one\r\ntwo\r\n', 'text');
  const clone = path.join(original.home, 'clone');
  original.git('clone', '--quiet', original.folder, clone);
  writeIn(clone, 'data.txt', 'one\r\ntwo\r\n');
  assert.match(original.gitIn(clone, 'status', '--porcelain'), /M data.txt/);
  const inspection = await inspectRepository(clone, {});
  assert.deepEqual([inspection.dirty, inspection.converted], [[], ['data.txt']]);
  writeIn(clone, 'data.txt', 'one\r\n2\r\n');
  assert.deepEqual((await inspectRepository(clone, {})).dirty, ['data.txt']);
});

test('new programs are executable also where git does not look, and old files keep their modes', async (context) => {
  if (process.platform === 'win32') return context.skip('Windows has no such modes');
  const repository = testRepository(context, { 'old.sh': 'x\n', 'plain.txt': 'p\n' });
  repository.git('update-index', '--chmod=+x', 'old.sh');
  repository.git('commit', '--quiet', '-m', 'Executable');
  repository.git('config', 'core.fileMode', 'false');
  const work = await workIn(repository);
  work.write('new.sh', '#!/bin/sh\n');
  chmodSync(path.join(work.folder, 'new.sh'), 0o755);
  work.write('new.txt', 'n');
  chmodSync(path.join(work.folder, 'old.sh'), 0o644);
  appendFileSync(path.join(work.folder, 'old.sh'), 'y\n');
  const { commit } = await work.handIn(['*']);
  const modes = repository.git('ls-tree', commit).split('\n');
  assert.deepEqual(
    modes.map((line) => `${line.slice(0, 6)} ${line.split('\t')[1]}`),
    ['100755 new.sh', '100644 new.txt', '100755 old.sh', '100644 plain.txt'],
  );
});

test('links stay links where the person has none on disk', async (context) => {
  if (process.platform === 'win32') return context.skip('links need a privilege on Windows');
  const repository = testRepository(context, { 'a.js': 'a\n' });
  symlinkSync('a.js', path.join(repository.folder, 'link'));
  repository.commit('Link');
  repository.git('config', 'core.symlinks', 'false');
  const work = await workIn(repository);
  assert.equal(readFileSync(path.join(work.folder, 'link'), 'utf8'), 'a.js');
  appendFileSync(path.join(work.folder, 'a.js'), 'b\n');
  const kept = await work.handIn(['a.js']);
  assert.deepEqual(changed(kept), ['a.js']);
  assert.match(repository.git('ls-tree', kept.commit, 'link'), /^120000/);
});

test('an ignored file that the task names is handed in, wherever the rule is', async (context) => {
  const repository = testRepository(context, { '.gitignore': 'build/\n', 'a.js': 'a\n' });
  mkdirSync(path.join(repository.folder, '.git', 'info'), { recursive: true });
  writeFileSync(path.join(repository.folder, '.git', 'info', 'exclude'), '*.local\n');
  const everywhere = path.join(repository.home, 'ignore everywhere');
  writeFileSync(everywhere, '*.mine\n');
  repository.git('config', 'core.excludesFile', everywhere);
  const owns = ['build/guide.md', 'x.local', 'y.mine'];
  const work = await workIn(repository);
  for (const file of owns) work.write(file, 'text\n');
  work.write('build/output.bin', 'b');
  const kept = await work.handIn(owns);
  assert.deepEqual(changed(kept), owns);
  assert.equal(repository.git('show', `${kept.commit}:build/guide.md`), 'text');
});

test('of ignored files that only a wide glob matches, those in the handoff are handed in', async (context) => {
  const repository = testRepository(context, { '.gitignore': 'build/\nnode_modules/\n', 'a.js': 'a\n' });
  const work = await workIn(repository);
  work.write('build/guide.md', 'text\n');
  work.write('build/output.bin', 'b');
  work.write('node_modules/x/index.js', 'x');
  const kept = await work.handIn(['**'], ['build/guide.md']);
  assert.deepEqual([changed(kept), kept.ignored], [['build/guide.md'], {}]);
});

test('an ignored file that is listed and not owned is left out, and the rule is told', async (context) => {
  const repository = testRepository(context, { '.gitignore': 'build/\n', 'a.js': 'a\n' });
  const work = await workIn(repository);
  work.write('build/guide.md', 'text\n');
  const kept = await work.handIn(['a.js'], ['build/guide.md', '../outside', 'build']);
  assert.deepEqual([changed(kept), kept.ignored], [[], { 'build/guide.md': '.gitignore:1: build/' }]);
});

test('what a set-up command made before the agent began is not its work, even where the task names it', async (context) => {
  const repository = testRepository(context, { '.gitignore': 'build/\n', 'a.js': 'a\n' });
  const make = "require('fs').mkdirSync('build');require('fs').writeFileSync('build/guide.md', '')";
  const work = await workIn(repository, { setup: [`node -e "${make}"`] });
  assert.deepEqual(changed(await work.handIn(['build/guide.md'])), []);
});

test('a file whose name is not UTF-8 keeps nobody from working on the others', async (context) => {
  if (process.platform !== 'linux') return context.skip('File systems of this system only have names in Unicode');
  const repository = testRepository(context, { 'a.js': 'a\n' });
  const named = (folder: string, bytes: string): Buffer =>
    Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(bytes, 'latin1')]);
  writeFileSync(named(repository.folder, 'caf\u00e9.txt'), 'x\n');
  repository.commit();
  assert.deepEqual((await inspectRepository(repository.folder, {})).dirty, []);
  const work = await workIn(repository);
  work.write('a.js', 'b\n');
  const kept = await work.handIn(['a.js']);
  assert.deepEqual([changed(kept), kept.violations], [['a.js'], []]);
  writeFileSync(named(work.folder, 'th\u00e9.txt'), 'x\n');
  await assert.rejects(work.handIn(['*']), /a file whose name is not UTF-8. Rename the file/);
});
