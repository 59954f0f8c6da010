import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { bubblewrapArgv, findBubblewrap } from '../../../src/sandbox/bubblewrap.ts';
import { daemonFolders, packageCaches } from '../../../src/sandbox/packageCaches.ts';
import { inOrder } from '../../../src/sandbox/places.ts';
import type { Access, Wish } from '../../../src/sandbox/places.ts';
import { temporaryFolder } from '../../support/journalFixture.ts';

const home = path.resolve('/home/ann');
const cachesOf = (env: Readonly<Record<string, string>>, platform = 'linux', worktree = path.resolve('/none')) =>
  packageCaches(env, { home, platform, worktree });
const pathsOf = (env: Readonly<Record<string, string>>, platform?: string): readonly string[] =>
  cachesOf(env, platform).map((each) => each.path);

suite('caches of package managers', () => {
  for (const [tool, env, folder] of [
    ['npm', {}, '/home/ann/.npm'],
    ['npm', { npm_config_cache: '/fast/npm' }, '/fast/npm'],
    ['npm', { NPM_CONFIG_CACHE: '/fast/npm' }, '/fast/npm'],
    ['pnpm', { PNPM_HOME: '/p' }, '/p/store'],
    ['yarn', { YARN_GLOBAL_FOLDER: '/y' }, '/y'],
    ['cargo', { CARGO_HOME: '/c' }, '/c/registry'],
    ['cargo', { CARGO_HOME: '/c' }, '/c/.package-cache'],
    ['go', {}, '/home/ann/go/pkg/mod'],
    ['go', { GOPATH: '/g:/other' }, '/g/pkg/mod'],
    ['go', { GOPATH: '/g', GOMODCACHE: '/m' }, '/m'],
    ['gradle', { GRADLE_USER_HOME: '/gr' }, '/gr/caches'],
    ['mvn', {}, '/home/ann/.m2/repository'],
    ['pip', { XDG_CACHE_HOME: '/x' }, '/x/pip'],
    ['dotnet', { NUGET_PACKAGES: '/n' }, '/n'],
  ] as const)
    test(`of ${tool} are where ${JSON.stringify(env)} says: ${folder}`, { skip: process.platform === 'win32' }, () => {
      assert.ok(pathsOf(env).includes(folder));
    });

  test(
    'are also where they are without variables, for programs that are not given them',
    { skip: process.platform === 'win32' },
    () => {
      const paths = pathsOf({ CARGO_HOME: '/c', npm_config_cache: '/n' });
      for (const usual of ['/home/ann/.cargo/registry', '/home/ann/.npm']) assert.ok(paths.includes(usual), usual);
    },
  );

  test('are never taken from a variable that is no absolute path, which could lead into a worktree', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('npm_config_cache', 'CARGO_HOME', 'GOPATH', 'XDG_CACHE_HOME', 'PIP_CACHE_DIR'),
        fc.constantFrom('', '.', '..', 'cache', '~/.npm', '$HOME/x'),
        (name, value) => {
          assert.deepEqual(pathsOf({ [name]: value }), pathsOf({}));
        },
      ),
    );
  });

  test('hold nothing but caches: no programs, no settings, no logins', () => {
    for (const platform of ['linux', 'darwin'])
      for (const place of pathsOf({}, platform)) {
        assert.ok(path.isAbsolute(place) && place.startsWith(`${home}${path.sep}`), place);
        assert.doesNotMatch(
          place,
          /[\\/](?:bin|config|\.config|\.ssh|credentials[^\\/]*|settings\.xml|\.npmrc|daemon)$/,
        );
        assert.notEqual(path.dirname(place), path.dirname(home));
      }
  });

  test('are below Library on a Mac', () => {
    const paths = pathsOf({}, 'darwin');
    assert.ok(paths.includes(path.join(home, 'Library', 'Caches', 'pip')));
    assert.ok(paths.includes(path.join(home, 'Library', 'Application Support', 'vitest')));
  });

  test('are made only where their program is there, or a project brings it along; files never', async (t) => {
    const root = await temporaryFolder(t);
    const [bin, worktree] = [path.join(root, 'bin'), path.join(root, 'tree')];
    await mkdir(bin);
    await mkdir(worktree);
    for (const file of [path.join(bin, 'cargo'), path.join(worktree, 'gradlew')]) await writeFile(file, '');
    const wanted = packageCaches(
      { PATH: `relative${path.delimiter}${bin}` },
      { home, platform: 'linux', worktree },
    ).filter((each) => each.wanted);
    const names = wanted.map((each) => each.path);
    assert.ok(names.includes(path.join(home, '.cargo', 'registry')));
    assert.ok(names.includes(path.join(home, '.gradle', 'caches')));
    assert.ok(!names.some((name) => /\.npm|\.package-cache/.test(name)));
  });

  test(
    'leave the daemons of Gradle and Maven out, which would build outside',
    { skip: process.platform === 'win32' },
    () => {
      assert.deepEqual(daemonFolders({ GRADLE_USER_HOME: '/gr' }, home), ['/gr/daemon', '/home/ann/.m2/mvnd/registry']);
      const paths = pathsOf({ GRADLE_USER_HOME: '/gr' });
      for (const daemon of daemonFolders({ GRADLE_USER_HOME: '/gr' }, home))
        assert.ok(!paths.some((each) => daemon === each || daemon.startsWith(`${each}/`)), daemon);
    },
  );
});

suite('bubblewrap', { skip: process.platform === 'win32' }, () => {
  test('is looked for in absolute folders alone, and what to install is said where there is none', async (t) => {
    const root = await temporaryFolder(t);
    for (const where of ['', root, `.:${root}`, 'node_modules/.bin'])
      assert.deepEqual(await findBubblewrap(where), {
        problem: 'bubblewrap is not installed; installing the package gives you one',
      });
  });

  test('shows everything to read, and then the places in the order in which they take effect', async (t) => {
    const root = await temporaryFolder(t);
    await mkdir(path.join(root, 'hidden'));
    await writeFile(path.join(root, 'key'), '');
    const places = [
      { path: '/trees/a1', access: 'write' },
      { path: '/trees/a1/.git', access: 'read' },
      { path: '/trees/a1/tmp', access: 'write', from: '/elsewhere' },
      { path: '/trees/a1/deep', access: 'keep' },
      { path: path.join(root, 'hidden'), access: 'hide' },
      { path: path.join(root, 'key'), access: 'hide' },
    ] as const;
    const argv = bubblewrapArgv('/usr/bin/bwrap', places, '/trees/a1', ['npm', 'test', '--', '-x'], false);
    assert.deepEqual(argv.slice(0, 4), ['/usr/bin/bwrap', '--ro-bind', '/', '/']);
    assert.ok(argv.includes('--unshare-pid') && argv.includes('--die-with-parent'));
    const text = argv.join(' ');
    const order = [
      '--bind /trees/a1 /trees/a1',
      '--ro-bind /trees/a1/.git /trees/a1/.git',
      '--bind /elsewhere /trees/a1/tmp',
      '--bind /trees/a1/deep /trees/a1/deep',
      `--tmpfs ${root}/hidden`,
      `--ro-bind /dev/null ${root}/key`,
      '--chdir /trees/a1 -- npm test -- -x',
    ].map((part) => text.indexOf(part));
    assert.ok(
      order.every((at) => at > 0),
      text,
    );
    assert.deepEqual(
      [...order].sort((a, b) => a - b),
      order,
    );
  });

  test('runs a program that is watched by a shell, with its arguments as they are', () => {
    const argv = bubblewrapArgv('/usr/bin/bwrap', [], '/t', ['echo', '$HOME; rm -rf /', ''], true);
    assert.deepEqual(argv.slice(-4), ['sh', 'echo', '$HOME; rm -rf /', '']);
    assert.deepEqual(argv.slice(argv.indexOf('--') + 1, argv.indexOf('--') + 3), ['/bin/sh', '-c']);
  });
});

suite('rules for places', () => {
  const step = fc.constantFrom('a', 'b', 'c');
  const place = fc.array(step, { minLength: 1, maxLength: 4 }).map((steps) => path.resolve('/', ...steps));
  const wish: fc.Arbitrary<Wish> = fc
    .record({ path: place, access: fc.constantFrom<Access>('write', 'read', 'hide') })
    .map((each) => ({ ...each, named: each.path }));
  /** Access to a place: of the innermost rule around it. */
  const accessAt = (at: string, rules: readonly { readonly path: string; readonly access: string }[]): string => {
    const around = rules.filter(
      (rule) => rule.access !== 'keep' && (at === rule.path || at.startsWith(`${rule.path}${path.sep}`)),
    );
    return around.sort((one, other) => other.path.length - one.path.length)[0]?.access ?? 'read';
  };

  test('never let more be written than was wished, and hide what was to be hidden', () => {
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 8 }), place, (wished, at) => {
        const last = [...new Map(wished.map((each) => [each.path, each])).values()];
        const wanted = accessAt(at, last);
        const got = accessAt(at, inOrder(wished));
        if (got === 'write') assert.equal(wanted, 'write');
        if (wanted === 'hide') assert.equal(got, 'hide');
      }),
    );
  });

  test('come from the outside in, each place once', () => {
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 8 }), (wished) => {
        const paths = inOrder(wished).map((each) => each.path);
        assert.equal(new Set(paths).size, paths.length);
        for (const [index, each] of paths.entries())
          assert.ok(!paths.slice(index + 1).some((later) => each.startsWith(`${later}${path.sep}`)), each);
      }),
    );
  });
});
