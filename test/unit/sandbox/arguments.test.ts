import assert from 'node:assert/strict';
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { bubblewrapArgv } from '../../../src/sandbox/bubblewrap.ts';
import { accessOf, inOrder, isIn } from '../../../src/sandbox/places.ts';
import type { Access, Place, Wish } from '../../../src/sandbox/places.ts';
import { placesFor } from '../../../src/sandbox/wishes.ts';
import { temporaryFolder } from '../../support/journalFixture.ts';

const posix = { skip: process.platform === 'win32' };

/** Paths that lie in each other often. */
const place = fc
  .array(fc.constantFrom('a', 'b', 'ab', '.git'), { minLength: 1, maxLength: 4 })
  .map((parts) => `/${parts.join('/')}`);
const access = fc.constantFrom<Access>('write', 'read', 'hide');
const wish: fc.Arbitrary<Wish> = fc
  .record({ path: place, access }, { noNullPrototype: true })
  .map(({ path: named, access: wanted }) => ({ named, path: named, access: wanted }));

/** The access that the innermost wish gives, of two for one path the later. */
function wanted(file: string, wishes: readonly Wish[]): Access {
  const around = wishes.filter((each) => isIn(file, each.path));
  const nearest = Math.max(-1, ...around.map(({ path: outer }) => outer.length));
  return around.findLast(({ path: outer }) => outer.length === nearest)?.access ?? 'read';
}

suite('rules of a sandbox', posix, () => {
  test('give each path what the innermost wish for it says', () => {
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 6 }), place, (wishes, file) => {
        // A place to write in one that can be written may have been replaced by a link since, and needs no rule.
        const rules = inOrder(wishes);
        const given = accessOf(file, rules);
        if (given !== wanted(file, wishes)) {
          assert.notEqual(given, 'write', 'never more than was wished');
          assert.ok(wishes.some(({ access: each }) => each === 'write'));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('let nothing be read that was hidden last, and nothing be written that was sealed last', () => {
    fc.assert(
      fc.property(
        fc.array(wish, { maxLength: 6 }),
        place,
        fc.constantFrom<Access>('hide', 'read'),
        (wishes, secret, sealed) => {
          const rules = inOrder([...wishes, { named: secret, path: secret, access: sealed }]);
          assert.equal(accessOf(secret, rules), sealed);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('come from the outside in, so that an inner one is not covered by an outer one', () => {
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 8 }), (wishes) => {
        const rules = inOrder(wishes);
        for (const [at, rule] of rules.entries())
          for (const later of rules.slice(at + 1))
            assert.equal(isIn(rule.path, later.path) && rule.path !== later.path, false);
      }),
    );
  });

  test('keep a protected place where it is: no folder above it that can be written can be moved away', () => {
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 6 }), (wishes) => {
        const rules = inOrder(wishes);
        for (const rule of rules) {
          if (rule.access === 'keep') continue;
          for (let above = path.dirname(rule.path); above !== '/'; above = path.dirname(above)) {
            const isMovable = accessOf(path.dirname(above), rules) === 'write' && accessOf(above, rules) === 'write';
            if (isMovable)
              assert.ok(
                rules.some(({ path: kept }) => kept === above),
                `${above} above ${rule.path}`,
              );
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});

suite('the arguments of bubblewrap', posix, () => {
  const argvOf = (places: readonly Place[], argv: readonly [string, ...string[]], supervised = false) =>
    bubblewrapArgv('/usr/bin/bwrap', places, '/w', argv, supervised);

  test('end with the program and its own arguments as they are, so that none is taken for one of the sandbox', () => {
    const argv = ['claude', '--bind', '/', '/', '--', '$(id)', 'a b', ''] as const;
    const all = argvOf([], [...argv]);
    assert.deepEqual(all.slice(-argv.length - 1), ['--', ...argv]);
    const supervised = argvOf([], [...argv], true);
    assert.deepEqual(supervised.slice(-argv.length), [...argv]);
    assert.deepEqual(supervised.slice(-argv.length - 5, -argv.length - 2), ['--', '/bin/sh', '-c']);
  });

  test('show everything to read and nothing to write but what was given, and end with the first process', () => {
    const all = argvOf([], ['x']);
    assert.deepEqual(all.slice(1, 4), ['--ro-bind', '/', '/']);
    for (const flag of ['--unshare-pid', '--die-with-parent']) assert.ok(all.includes(flag));
    assert.equal(all.includes('--bind'), false);
    assert.equal(all[all.indexOf('--chdir') + 1], '/w');
  });

  test('put an empty folder, or nothing at all, in the place of what is hidden', async (t) => {
    const folder = await temporaryFolder(t);
    const file = path.join(folder, 'key');
    writeFileSync(file, 'secret');
    const all = argvOf(
      [
        { path: folder, access: 'hide' },
        { path: file, access: 'hide' },
        { path: '/elsewhere/own.json', access: 'write', from: '/session/own.json' },
        { path: '/kept', access: 'keep' },
        { path: '/sealed', access: 'read' },
      ],
      ['x'],
    ).join(' ');
    assert.match(
      all,
      new RegExp(
        `--tmpfs ${folder} --ro-bind /dev/null ${file} --bind /session/own\\.json /elsewhere/own\\.json --bind /kept /kept --ro-bind /sealed /sealed --chdir`,
      ),
    );
  });
});

suite('a program in a sandbox', posix, () => {
  async function machine(t: Parameters<typeof temporaryFolder>[0]) {
    const root = realpathSync(await temporaryFolder(t));
    const make = (name: string): string => {
      mkdirSync(path.join(root, name), { recursive: true });
      return path.join(root, name);
    };
    const folders = {
      home: make('home/ada'),
      repository: make('code/.git'),
      state: make('home/ada/state'),
      trees: make('trees'),
    };
    const worktree = make('trees/w1/a');
    const other = make('trees/w1/b');
    const system = { platform: 'linux', home: folders.home, temporary: [make('tmp')], runtime: [make('run')] };
    const repository = path.dirname(folders.repository);
    const request = {
      ...{ worktree, repository, worktreeRoot: folders.trees, hidden: [folders.state], readable: [], writable: [] },
      environment: {} as Record<string, string>,
    };
    const may = (file: string, more: object = {}): Access => accessOf(file, placesFor({ ...request, ...more }, system));
    return { root, make, folders, worktree, other, repository, may };
  }

  test('may write its worktree and temporary files, and nothing else of the person', async (t) => {
    const { root, worktree, other, repository, folders, may } = await machine(t);
    assert.equal(may(path.join(worktree, 'src/a.js')), 'write');
    assert.equal(may(path.join(root, 'tmp/x')), 'write');
    for (const file of [
      path.join(other, 'a.js'),
      path.join(repository, 'a.js'),
      path.join(repository, '.git/config'),
      path.join(folders.home, '.bashrc'),
      '/etc/passwd',
    ])
      assert.equal(may(file), 'read', file);
  });

  test('sees no records of runs and nothing that runs for the person, whatever the plan lets it write', async (t) => {
    const { root, folders, may } = await machine(t);
    for (const writable of [[], [folders.home], ['~/'], [folders.state], [path.join(folders.state, 'runs/')]]) {
      assert.equal(may(path.join(folders.state, 'runs/r1/journal.jsonl'), { writable }), 'hide', writable.join());
      assert.equal(may(path.join(root, 'run/bus'), { writable }), 'hide');
    }
  });

  test('may write what the plan names, by home, by a variable and by a path from the checkout', async (t) => {
    const { repository, make, folders, may } = await machine(t);
    const cache = make('home/ada/.cache/tool');
    make('shared');
    for (const [named, environment] of [
      ['~/.cache/tool', {}],
      ['$TOOL_CACHE', { TOOL_CACHE: cache }],
      ['${TOOL_CACHE}', { TOOL_CACHE: cache }],
    ] as const)
      assert.equal(may(path.join(cache, 'x'), { writable: [named], environment }), 'write', named);
    assert.equal(may(path.join(repository, '../shared/x'), { writable: ['../shared'] }), 'write');
    assert.equal(
      may(path.join(folders.home, 'x'), { writable: ['$NOT_SET'] }),
      'read',
      'a variable that is not set is no folder',
    );
  });

  test('is not led out of its worktree by a link that it has made itself', async (t) => {
    const { root, worktree, folders, may } = await machine(t);
    symlinkSync(folders.home, path.join(worktree, 'cache'));
    symlinkSync(folders.home, path.join(root, 'tmp', 'cache'));
    for (const writable of [path.join(worktree, 'cache'), path.join(root, 'tmp', 'cache')])
      assert.equal(may(path.join(folders.home, '.bashrc'), { writable: [writable] }), 'read', writable);
  });
});
