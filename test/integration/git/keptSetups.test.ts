import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { keep, packaged, setupStage } from './setupStage.ts';
import { writeIn } from './testRepository.ts';
import { scope, session, settings, workspacesOf, worktreeOf } from './testWorkspaces.ts';

/** Files that set-up commands leave are copied before the first agent, and later worktrees get copies of it. */

test('ten worktrees of one launch are set up by one install', async (context) => {
  const { repository, base, installs } = setupStage(context);
  const sessions = Array.from({ length: 10 }, (_, index) => session(`t${index}`, base));
  const log = path.join(repository.home, 'log');
  const setup = [{ run: `node install.mjs "${log}"`, inputs: ['lock.json'] }, 'node -e 0'];
  await workspacesOf(repository).prepare(scope, sessions, settings({ keep, setup }));
  assert.equal(installs(), 1);
  for (const { subject } of sessions) assert.equal(packaged(worktreeOf(repository, subject)), '1');
});

test('what does more than leave files of its own runs in every worktree, and the gate says why', async (context) => {
  const reasons: Readonly<Record<string, readonly [string, RegExp]>> = {
    'changes a file that git follows': [
      `import { writeFileSync } from 'node:fs'; export default () => writeFileSync('lib/a.js', '');`,
      /changes files that git follows, such as lib\/a\.js/,
    ],
    'sets something in git': [
      `import { execFileSync } from 'node:child_process'; export default () => execFileSync('git', ['config', 'core.editor', 'x']);`,
      /changes the git folder as well/,
    ],
    'leaves a program with its place in it': [
      `import { writeFileSync } from 'node:fs'; export default () => writeFileSync('node_modules/x.node', '\\0' + process.cwd());`,
      /x\.node is no text and has the path of the worktree in it/,
    ],
    'leaves a link out of it': [
      `import { symlinkSync } from 'node:fs'; export default () => symlinkSync('../../other', 'node_modules/out');`,
      /out is a link that leads out/,
    ],
  };
  for (const [what, [more, reason]] of Object.entries(reasons)) {
    const { base, kept, notes, session: work } = setupStage(context, { 'more.mjs': more }, 'more.mjs');
    // The gate of the worktree refuses some of them.
    await work('a', base).catch(() => undefined);
    assert.match(notes.join(), reason, what);
    assert.deepEqual(existsSync(kept) ? readdirSync(kept) : [], [], what);
  }
});

test('none is kept where agents are not kept away and the plan does not say so, nor where it says off', async (context) => {
  const { base, kept, installs, session: work } = setupStage(context);
  const { setups: _setups, ...usual } = keep;
  const notes = await work('a', base, undefined, { keep: usual });
  assert.match(notes.join(), /no sandbox keeps agents away/);
  await work('b', base, undefined, { keep: { ...keep, setups: 0 } });
  await work('c', base, undefined, { keep: 'off' });
  assert.equal(installs(), 3);
  assert.equal(existsSync(kept), false);
});

test('as many set-ups are kept as the plan says, as long, and as large', async (context) => {
  const { repository, base, kept, session: work } = setupStage(context);
  await work('a', base);
  for (const version of ['2', '3']) {
    repository.write('lock.json', version);
    await work(`v${version}`, repository.commit());
  }
  assert.equal(readdirSync(kept).length, 2);
  repository.write('lock.json', '4');
  await work('small', repository.commit(), undefined, { keep: { ...keep, gigabytes: 1e-9 } });
  assert.equal(readdirSync(kept).length, 0);
  await work('again', base);
  const [name = ''] = readdirSync(kept);
  const record = path.join(kept, name, 'setup.json');
  const old = JSON.parse(readFileSync(record, 'utf8')) as Record<string, unknown>;
  writeFileSync(record, JSON.stringify({ ...old, keptAt: Date.now() - 8 * 24 * 3_600_000 }));
  assert.match((await work('old', base)).join(), /is kept for later/);
});

test('files of the checkout that are put into every worktree are not kept with it', async (context) => {
  const { repository, base, kept, session: work } = setupStage(context);
  writeIn(repository.folder, '.env', 'KEY=1\n');
  writeIn(repository.folder, 'node_modules/.cache/own', 'mine\n');
  const copy = ['.env', 'node_modules/.cache/own'];
  await work('a', base, undefined, { copy });
  const [name = ''] = readdirSync(kept);
  assert.deepEqual(readdirSync(path.join(kept, name, 'files'), { recursive: true }).sort(), [
    'node_modules',
    ...['.bin', '.bin/pad', 'absolute', 'lib', 'pad', 'pad/index.js'].map((file) => `node_modules/${file}`),
  ]);
  const notes = await work('b', base, (folder) => assert.equal(packaged(folder), '1'), { copy });
  assert.match(notes.join(), /1 of them set up with copies/);
});
