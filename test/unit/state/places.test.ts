import assert from 'node:assert/strict';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import { folderName } from '../../../src/state/folderName.ts';
import { machineId } from '../../../src/state/machineId.ts';
import { findRoots, LayoutError, temporaryFolders } from '../../../src/state/roots.ts';
import { databaseOfRun, readRunCheckout, writeRunCheckout } from '../../../src/state/runCheckout.ts';
import { noteSecretFile, secretFiles } from '../../../src/state/secretFiles.ts';
import { temporaryFolder } from '../../support/journalFixture.ts';

describe('the folders of Wavegate', () => {
  const home = { HOME: '/home/ada' };
  for (const [about, platform, env, settings, state, worktrees] of [
    ['Linux', 'linux', home, {}, '/home/ada/.local/state/wavegate', '/home/ada/.local/share/wavegate/worktrees'],
    [
      'Linux with XDG',
      'linux',
      { ...home, XDG_STATE_HOME: '/s', XDG_DATA_HOME: '/d' },
      {},
      '/s/wavegate',
      '/d/wavegate/worktrees',
    ],
    [
      'XDG that is relative, which counts as unset',
      'linux',
      { ...home, XDG_STATE_HOME: 's' },
      {},
      '/home/ada/.local/state/wavegate',
      '/home/ada/.local/share/wavegate/worktrees',
    ],
    [
      'macOS',
      'darwin',
      home,
      {},
      '/home/ada/Library/Application Support/Wavegate/state',
      '/home/ada/Library/Application Support/Wavegate/worktrees',
    ],
    [
      'Windows',
      'win32',
      { USERPROFILE: 'C:\\Users\\ada', LOCALAPPDATA: 'D:\\Local' },
      {},
      'D:\\Local\\Wavegate\\state',
      'D:\\Local\\Wavegate\\worktrees',
    ],
    [
      'Windows without its variable',
      'win32',
      { USERPROFILE: 'C:\\Users\\ada' },
      {},
      'C:\\Users\\ada\\AppData\\Local\\Wavegate\\state',
      'C:\\Users\\ada\\AppData\\Local\\Wavegate\\worktrees',
    ],
    ['variables', 'linux', { WAVEGATE_STATE: '/s/', WAVEGATE_WORKTREES: '/t/../w' }, {}, '/s/', '/w'],
    [
      'settings before variables',
      'linux',
      { WAVEGATE_STATE: '/s', WAVEGATE_WORKTREES: '/w' },
      { stateRoot: '/set/s', worktreeRoot: '/set/w' },
      '/set/s',
      '/set/w',
    ],
  ] as const) {
    it(`are by ${about}`, () => {
      const roots = findRoots(platform, env, settings);
      assert.deepEqual([roots.state, roots.worktrees], [state, worktrees]);
      assert.equal(roots.worktreesChosen, 'WAVEGATE_WORKTREES' in env || 'worktreeRoot' in settings);
    });
  }

  it('that are not absolute are refused, with where they were set', () => {
    for (const [env, settings, where] of [
      [{ ...home, WAVEGATE_STATE: 'state' }, {}, 'WAVEGATE_STATE'],
      [home, { stateRoot: 'state' }, 'the settings'],
    ] as const) {
      assert.throws(
        () => findRoots('linux', env, settings),
        new LayoutError(`The folder state in ${where} is not an absolute path. Write it from the root on.`),
      );
    }
  });

  it('are unknown without a home, and an empty setting is none', () => {
    const why = /Your home folder is unknown.*Set WAVEGATE_STATE and WAVEGATE_WORKTREES to folders\./;
    assert.throws(() => findRoots('linux', { HOME: 'ada' }), why);
    assert.throws(() => findRoots('linux', { WAVEGATE_STATE: '' }, { stateRoot: '' }), why);
    assert.equal(findRoots('linux', { WAVEGATE_STATE: '/s', WAVEGATE_WORKTREES: '/w' }).state, '/s');
  });

  it('that the system empties by itself are known', () => {
    assert.deepEqual(temporaryFolders('linux', { TMPDIR: '/fast' }), ['/fast', '/tmp', '/var/tmp']);
    assert.deepEqual(temporaryFolders('linux', { TMPDIR: 'fast' }), ['/tmp', '/var/tmp']);
    assert.deepEqual(temporaryFolders('win32', { TEMP: 'C:\\T', TMP: 'C:\\U' }), ['C:\\T', 'C:\\U']);
  });
});

describe('the folder of an id', () => {
  for (const id of ['r1', '20261129-1836-0a1b', 'wave~w1~1~a1', 'a.b_c-d']) {
    it(`${id} is itself`, () => assert.equal(folderName(id), id));
  }

  for (const id of [
    '',
    '.',
    '..',
    '.hidden',
    'ends.',
    'A',
    'a/b',
    'a\\b',
    'a b',
    'con',
    'NUL.txt',
    'com1',
    'ü',
    'x'.repeat(65),
  ]) {
    it(`"${id.slice(0, 20)}" is one that every platform can have, and another's cannot be`, () => {
      const name = folderName(id);
      assert.match(name, /^[a-z0-9._~-]*_[a-z0-9]{7}$/);
      assert.ok(!name.startsWith('.') && name.length <= 72);
      assert.notEqual(folderName(`${id}x`), name);
    });
  }

  it('differs where only upper and lower case do', () => {
    assert.notEqual(folderName('Task').toLowerCase(), folderName('TASK').toLowerCase());
    assert.notEqual(folderName('Task').toLowerCase(), folderName('task').toLowerCase());
  });
});

describe('what the state folder remembers', () => {
  it('is an id of this machine, the same for all who ask at once', async (t) => {
    const root = path.join(await temporaryFolder(t), 'state');
    const ids = await Promise.all([machineId(root), machineId(root), machineId(root)]);
    assert.equal(new Set(ids).size, 1);
    assert.match(ids[0] ?? '', /^[0-9a-f-]{36}$/);
    assert.equal(await machineId(root), ids[0]);
    assert.deepEqual(await readdir(root), ['machine'], 'and no draft of it is left');
  });

  it('is the checkout of a run, and the database that has its record', async (t) => {
    const file = path.join(await temporaryFolder(t), 'checkout.json');
    assert.deepEqual([await readRunCheckout(file), await databaseOfRun(file)], [undefined, undefined]);
    await writeRunCheckout(file, '/work/app');
    assert.deepEqual([await readRunCheckout(file), await databaseOfRun(file)], ['/work/app', undefined]);
    await writeRunCheckout(file, '/work/app', 'ada@db/team');
    assert.equal(await databaseOfRun(file), 'ada@db/team');
    for (const text of ['{', 'null', '{"checkout": 7, "database": []}']) {
      await writeFile(file, text);
      assert.deepEqual([await readRunCheckout(file), await databaseOfRun(file)], [undefined, undefined]);
    }
  });

  it('is where secrets are, by the file itself and not a link to it, so that a sandbox hides them', async (t) => {
    const folder = await temporaryFolder(t);
    const root = path.join(folder, 'state');
    const [key, link] = [path.join(folder, 'key'), path.join(folder, 'link')];
    await writeFile(key, 'secret');
    await symlink(key, link);
    assert.deepEqual(secretFiles(root), []);
    await noteSecretFile(root, link);
    await noteSecretFile(root, key);
    await noteSecretFile(root, path.join(folder, 'gone'));
    assert.deepEqual([...secretFiles(root)].sort(), [path.join(folder, 'gone'), key]);
  });

  it('that cannot be written stops no one here', async (t) => {
    const folder = await temporaryFolder(t);
    await writeFile(path.join(folder, 'state'), 'a file');
    await noteSecretFile(path.join(folder, 'state'), '/key');
    assert.deepEqual(secretFiles(path.join(folder, 'state')), []);
    await mkdir(path.join(folder, 'x'));
  });
});
