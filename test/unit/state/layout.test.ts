import assert from 'node:assert/strict';
import path from 'node:path';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import type { Scope } from '../../../src/core/model/sessionResult.ts';
import { folderName } from '../../../src/state/folderName.ts';
import { createLayout } from '../../../src/state/layout.ts';
import type { LayoutOptions } from '../../../src/state/layout.ts';

const id = 'shop-0123456789ab';
const linux: LayoutOptions = {
  repositoryRoot: '/home/zoe/work/shop',
  id,
  env: { HOME: '/home/zoe' },
  platform: 'linux',
};
const windows: LayoutOptions = {
  repositoryRoot: 'D:\\work\\shop',
  id,
  env: { LOCALAPPDATA: 'C:\\Users\\zoe\\AppData\\Local', TEMP: 'C:\\Users\\zoe\\AppData\\Local\\Temp' },
  platform: 'win32',
};
const wave: Scope = { kind: 'wave', wave: 'one', attempt: 2 };

suite('where things live', () => {
  test('on Linux, by the XDG folders', () => {
    const layout = createLayout(linux);
    assert.equal(layout.stateRoot, '/home/zoe/.local/state/wavegate');
    assert.equal(layout.worktreeRoot, '/home/zoe/.local/share/wavegate/worktrees/shop-0123456789ab');
    assert.equal(layout.journalFile('r1'), '/home/zoe/.local/state/wavegate/shop-0123456789ab/runs/r1/journal.jsonl');
    assert.equal(layout.worktree('r1', wave, 'api'), `${layout.worktreeRoot}/r1/wave-one+2/api`);
    assert.equal(
      path.posix.dirname(layout.sessionFolder('r1', 'wave~one~2~api', 3)),
      `${layout.runFolder('r1')}/sessions`,
    );
    const moved = createLayout({ ...linux, env: { ...linux.env, XDG_STATE_HOME: '/s', XDG_DATA_HOME: 'relative' } });
    assert.equal(moved.stateRoot, '/s/wavegate');
    assert.ok(moved.worktreeRoot.startsWith('/home/zoe/.local/share/'));
  });

  test('on macOS, in Application Support', () => {
    const layout = createLayout({ ...linux, platform: 'darwin', env: { HOME: '/Users/zoe' } });
    assert.equal(layout.stateRoot, '/Users/zoe/Library/Application Support/Wavegate/state');
    assert.ok(layout.worktreeRoot.startsWith('/Users/zoe/Library/Application Support/Wavegate/worktrees/'));
  });

  test('on Windows, in LOCALAPPDATA', () => {
    const layout = createLayout(windows);
    assert.equal(layout.stateRoot, 'C:\\Users\\zoe\\AppData\\Local\\Wavegate\\state');
    assert.equal(
      layout.runFolder('r1'),
      'C:\\Users\\zoe\\AppData\\Local\\Wavegate\\state\\shop-0123456789ab\\runs\\r1',
    );
    const profile = createLayout({ ...windows, env: { USERPROFILE: 'C:\\Users\\zoe' } });
    assert.equal(profile.stateRoot, layout.stateRoot);
  });

  test('settings come before variables, and variables before the usual places', () => {
    const env = { ...linux.env, WAVEGATE_STATE: '/var/lib/wg', WAVEGATE_WORKTREES: '/mnt/wg' };
    assert.equal(createLayout({ ...linux, env }).stateRoot, '/var/lib/wg');
    assert.ok(createLayout({ ...linux, env }).worktreeRoot.startsWith('/mnt/wg/'));
    assert.equal(createLayout({ ...linux, env, settings: { stateRoot: '/opt/wg' } }).stateRoot, '/opt/wg');
  });

  test('worktrees in a temporary folder are refused unless a person chose it', () => {
    const env = { HOME: '/tmp/home' };
    assert.throws(() => createLayout({ ...linux, env }), /temporary folder \/tmp,.*WAVEGATE_WORKTREES/);
    assert.doesNotThrow(() => createLayout({ ...linux, env: { ...env, WAVEGATE_WORKTREES: '/tmp/wg' } }));
    assert.throws(
      () => createLayout({ ...windows, env: { ...windows.env, TEMP: 'c:\\users\\ZOE\\appdata\\local' } }),
      /temporary folder/,
    );
  });

  test('folders inside the repository, inside each other, and relative ones are refused', () => {
    const chosen = (settings: LayoutOptions['settings'] & object) => () => createLayout({ ...linux, settings });
    assert.throws(chosen({ worktreeRoot: '/home/zoe/work/shop/.wt' }), /inside the repository.*WAVEGATE_WORKTREES/);
    assert.throws(chosen({ stateRoot: '/home/zoe/work/shop' }), /inside the repository.*WAVEGATE_STATE/);
    assert.doesNotThrow(chosen({ worktreeRoot: '/home/zoe/work/shop.wt' }));
    assert.throws(chosen({ stateRoot: '/a', worktreeRoot: '/a/b' }), /separate folders/);
    assert.throws(chosen({ worktreeRoot: 'wt' }), /not an absolute path/);
    assert.throws(() => createLayout({ ...linux, env: {} }), /home folder is unknown.*WAVEGATE_STATE/);
  });

  test('a run id that would lead elsewhere is refused', () => {
    const layout = createLayout(linux);
    for (const run of ['..', '../x', '', 'a/b', 'a\\b', '.', 'con', 'nul.txt', 'A', 'x'.repeat(65)]) {
      assert.throws(() => layout.journalFile(run), /not the id of a run/, run);
    }
  });

  test('worktrees too long for Windows are refused before anything is made', () => {
    const layout = createLayout({ ...windows, settings: { worktreeRoot: `C:\\${'deep\\'.repeat(12)}wt` } });
    assert.throws(() => layout.worktree('r1', wave, 't'.repeat(60)), /260.*WAVEGATE_WORKTREES/);
    assert.ok(createLayout(windows).worktree('20260101-120000-abcd', wave, 'api').length < 140);
  });

  test('no two scopes or subjects share a worktree, even where case does not count', () => {
    const layout = createLayout(linux);
    const word = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,6}$/);
    const scope: fc.Arbitrary<Scope> = fc.oneof(
      fc.constant<Scope>({ kind: 'audit' }),
      fc.record({ kind: fc.constant('wave' as const), wave: word, attempt: fc.integer({ min: 1, max: 12 }) }),
      fc.record({ kind: fc.constant('validate' as const), attempt: fc.integer({ min: 1, max: 12 }) }),
    );
    const place = fc.tuple(scope, word);
    fc.assert(
      fc.property(place, place, (a, b) => {
        const same = JSON.stringify(a) === JSON.stringify(b);
        const folders = [a, b].map(([each, subject]) => layout.worktree('r1', each, subject).toLowerCase());
        assert.equal(folders[0] === folders[1], same);
      }),
    );
  });

  test('folder names are safe whatever the id', () => {
    fc.assert(
      fc.property(fc.string(), (id) => {
        const name = folderName(id);
        assert.match(name, /^[a-z0-9._~-]+$/);
        assert.doesNotMatch(name, /^[.]|[.]$/);
        assert.ok(name.length <= 72);
        assert.equal(folderName(name), name.length <= 64 ? name : folderName(name));
      }),
    );
  });
});
