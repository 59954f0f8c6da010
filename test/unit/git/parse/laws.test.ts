import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { parseFileChanges, parseTreeChanges } from '../../../../src/git/parse/changes.ts';
import { parseIgnoreRules } from '../../../../src/git/parse/ignoreRules.ts';
import { parseMergedTree, parseMergedTrees } from '../../../../src/git/parse/mergeTree.ts';
import { parseRefs } from '../../../../src/git/parse/refs.ts';
import { coneText, folderPatterns, isInCone, parseCone } from '../../../../src/git/parse/sparsePatterns.ts';
import { parseStatus } from '../../../../src/git/parse/status.ts';
import { isAtLeast, parseVersion } from '../../../../src/git/parse/version.ts';
import type { GitVersion } from '../../../../src/git/parse/version.ts';
import { parseWorktreeList } from '../../../../src/git/parse/worktreeList.ts';

/** Names of files as git allows them: everything but NUL. */
const fileName = fc
  .array(
    fc.constantFrom(
      'a',
      'B',
      '0',
      ' ',
      '/',
      '\t',
      '\n',
      '\r',
      ':',
      '"',
      '\\',
      '->',
      '#',
      '?',
      '1 ',
      '__proto__',
      'é',
      '🌊',
      '100644',
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) => parts.join(''));
const id = fc.stringMatching(/^[0-9a-f]{40}$/);
const mode = fc.constantFrom('100644', '100755', '120000', '160000');
const absent = '000000';

suite('the difference between two trees', () => {
  const change = fc
    .record(
      {
        path: fileName,
        oldMode: fc.constantFrom(absent, '100644', '120000'),
        newMode: mode,
        oldId: id,
        newId: id,
      },
      { noNullPrototype: true },
    )
    .chain((each) => fc.constantFrom(each, { ...each, oldMode: '100644', newMode: absent }));
  const changes = fc.uniqueArray(change, { selector: ({ path }) => path, maxLength: 8 });
  const letter = (oldMode: string, newMode: string): string =>
    oldMode === absent ? 'A' : newMode === absent ? 'D' : 'M';
  const raw = (
    all: readonly { path: string; oldMode: string; newMode: string; oldId: string; newId: string }[],
  ): string =>
    all
      .map(
        ({ path, oldMode, newMode, oldId, newId }) =>
          `:${oldMode} ${newMode} ${oldId} ${newId} ${letter(oldMode, newMode)}\0${path}\0`,
      )
      .join('');

  test('is read as it is, whatever the files are called', () => {
    fc.assert(fc.property(changes, (all) => assert.deepEqual(parseTreeChanges(raw(all)), all)));
  });

  test('has the lines of each file, and none of a binary one', () => {
    fc.assert(
      fc.property(changes, fc.array(fc.option(fc.nat(), { nil: undefined })), (all, counts) => {
        const numbers = all
          .map(({ path }, at) => {
            const count = counts[at];
            return `${count === undefined ? '-\t-' : `${count}\t${count + 1}`}\t${path}\0`;
          })
          .join('');
        const read = parseFileChanges(raw(all) + numbers, true);
        assert.equal(read.length, all.length);
        for (const [at, file] of read.entries()) {
          const { path, oldMode, newMode, oldId, newId } = all[at] ?? assert.fail();
          const count = counts[at];
          assert.equal(file.path, path);
          assert.equal(file.kind, oldMode === absent ? 'added' : newMode === absent ? 'deleted' : 'modified');
          assert.deepEqual([file.additions, file.deletions], count === undefined ? [0, 0] : [count, count + 1]);
          assert.equal(file.objects, `${oldMode} ${oldId} ${newMode} ${newId}`);
        }
      }),
    );
  });

  for (const [what, oldMode, newMode, numbers, form] of [
    ['a submodule that moves', '160000', '160000', '1\t1', 'submodule'],
    ['a folder that becomes a submodule', '100644', '160000', '1\t1', 'submodule'],
    ['a link that is new', absent, '120000', '1\t0', 'link'],
    ['a file that becomes a link', '100644', '120000', '1\t9', 'link'],
    ['a link that becomes a file', '120000', '100644', '9\t1', 'link'],
    ['a picture', '100644', '100644', '-\t-', 'binary'],
    ['a file that becomes a program', '100644', '100755', '0\t0', 'permissions'],
    ['a program that is new', absent, '100755', '5\t0', undefined],
    ['a text', '100644', '100644', '1\t1', undefined],
  ] as const)
    test(`shows ${what} as what a diff of lines does not show`, () => {
      const one = { path: 'f', oldMode, newMode, oldId: 'a'.repeat(40), newId: 'b'.repeat(40) };
      const [file] = parseFileChanges(`${raw([one])}${numbers}\tf\0`);
      assert.equal(file?.form, form);
    });

  test('is empty where nothing was printed', () => {
    assert.deepEqual([parseTreeChanges(''), parseFileChanges('')], [[], []]);
  });
});

suite('the state of a checkout', () => {
  const hash = 'a'.repeat(40);
  const entry = fc.oneof(
    fc.record({
      kind: fc.constant('1' as const),
      state: fc.constantFrom('M.', '.M', 'A.', 'D.', '.T'),
      path: fileName,
    }),
    fc.record({ kind: fc.constant('u' as const), state: fc.constantFrom('UU', 'AA', 'DU'), path: fileName }),
    fc.record({ kind: fc.constant('?' as const), state: fc.constant('??'), path: fileName }),
    fc.record({ kind: fc.constant('!' as const), state: fc.constant('!!'), path: fileName }),
  );
  const details = {
    '1': `N... 100644 100644 100644 ${hash} ${hash}`,
    u: `N... 1 2 3 4 ${hash} ${hash} ${hash}`,
    '?': '',
    '!': '',
  };

  test('is read entry by entry, whatever the files are called', () => {
    fc.assert(
      fc.property(fc.array(entry), (all) => {
        const printed = all.map(({ kind, state, path }) =>
          kind === '?' || kind === '!' ? `${kind} ${path}\0` : `${kind} ${state} ${details[kind]} ${path}\0`,
        );
        const { entries } = parseStatus(`# branch.oid ${hash}\0# branch.head main\0${printed.join('')}`);
        assert.deepEqual(
          entries,
          all.map(({ kind, state, path }) => ({ path, state, detail: details[kind] })),
        );
      }),
    );
  });

  test('has both names of a file that was renamed', () => {
    fc.assert(
      fc.property(fileName, fileName, (to, from) => {
        const { entries } = parseStatus(
          `2 R. N... 100644 100644 100644 ${hash} ${hash} R100 ${to}\0${from}\0? after\0`,
        );
        assert.deepEqual(
          entries.map(({ path }) => path),
          [to, from, 'after'],
        );
      }),
    );
  });

  test('has no commit before the first one, and no branch where none is checked out', () => {
    assert.deepEqual(parseStatus('# branch.oid (initial)\0# branch.head main\0'), { branch: 'main', entries: [] });
    assert.deepEqual(parseStatus(`# branch.oid ${hash}\0# branch.head (detached)\0`), { commit: hash, entries: [] });
    assert.deepEqual(parseStatus(''), { entries: [] });
  });
});

suite('merges that are tried', () => {
  const conflicts = fc.uniqueArray(fileName, { maxLength: 4 });
  const merge = fc.record({ tree: id, conflicts }, { noNullPrototype: true });
  const printed = ({ tree, conflicts: files }: { tree: string; conflicts: readonly string[] }): string =>
    `${files.length === 0 ? '1' : '0'}\0${tree}\0${files.map((file) => `${file}\0`).join('')}\0`;

  test('are read as they are', () => {
    fc.assert(
      fc.property(fc.array(merge, { maxLength: 5 }), (all) => {
        assert.deepEqual(parseMergedTrees(all.map(printed).join('')), all);
      }),
    );
  });

  test('that are cut off anywhere never pass for clean ones', () => {
    fc.assert(
      fc.property(fc.array(merge, { minLength: 1, maxLength: 4 }), fc.nat(), (all, at) => {
        const text = all.map(printed).join('');
        const read = parseMergedTrees(text.slice(0, at % text.length));
        assert.ok(read.length < all.length);
        assert.deepEqual(read, all.slice(0, read.length));
      }),
    );
  });

  test('have each file in conflict once, and no words for people', () => {
    const text = `${'a'.repeat(40)}\0src/a\0src/b\0src/a\0\0Auto-merging\0CONFLICT (content)\0`;
    assert.deepEqual(parseMergedTree(text), { tree: 'a'.repeat(40), conflicts: ['src/a', 'src/b'] });
    assert.deepEqual(parseMergedTree(`${'a'.repeat(40)}\0`), { tree: 'a'.repeat(40), conflicts: [] });
  });
});

suite('the folders of a sparse checkout', () => {
  const step = fc.constantFrom('a', 'b', 'src', 'a*', '[x]', 'q?', 'back\\slash', '#x', '!y', ' ', 'ü', '.');
  const folder = fc.array(step, { minLength: 1, maxLength: 4 }).map((steps) => steps.join('/'));
  const cone = fc.uniqueArray(folder, { maxLength: 6 });

  test('are the same after they were written, but for those inside of others', () => {
    fc.assert(
      fc.property(cone, (folders) => {
        const read = parseCone(coneText(folders));
        assert.ok(read !== undefined);
        const outer = folders.filter((each) => !folders.some((other) => each.startsWith(`${other}/`)));
        assert.deepEqual([...read].sort(), outer.sort());
        assert.equal(coneText(read), coneText(folders));
      }),
    );
  });

  test('hold a file of theirs, files beside the way to them, and those at the top', () => {
    fc.assert(
      fc.property(folder, fc.constantFrom('f', 'deep/f'), (each, file) => {
        assert.ok(isInCone([each], `${each}/${file}`));
        assert.ok(isInCone([each], 'f'));
        const above = each.split('/').slice(0, -1);
        for (let length = 1; length <= above.length; length += 1)
          assert.ok(isInCone([each], `${above.slice(0, length).join('/')}/f`));
        assert.ok(!isInCone([each], `${each}x/f`));
        assert.ok(!isInCone([], `${each}/f`));
      }),
    );
  });

  for (const text of ['', '/*\n', '!/*/\n/*\n', '/*\n!/*/\nsrc/\n', '/*\n!/*/\n*.md\n', '/*\n!/*/\n!/src/\n'])
    test(`are not made up from what cone mode does not write: ${JSON.stringify(text)}`, () =>
      assert.equal(parseCone(text), undefined));

  test('are read past comments and with Windows line ends, and none means the top alone', () => {
    assert.deepEqual(parseCone('# mine\r\n/*\r\n!/*/\r\n/src/\r\n'), ['src']);
    assert.deepEqual(parseCone('/*\n!/*/\n'), []);
  });

  test('are added to patterns of another kind so that no character means more than itself', () => {
    assert.equal(folderPatterns(['src', 'a[1]', 'b*', 'c\\d']), '/src/\n/a\\[1\\]/\n/b\\*/\n/c\\\\d/\n');
  });
});

suite('versions of git', () => {
  const version = fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 5 }), fc.nat({ max: 5 }));

  test('are ordered: of two different ones exactly one is newer', () => {
    fc.assert(
      fc.property(version, version, (one, other) => {
        const same = one.join() === other.join();
        assert.equal(isAtLeast(one, other) && isAtLeast(other, one), same);
        assert.ok(isAtLeast(one, other) || isAtLeast(other, one));
      }),
    );
  });

  for (const [text, expected] of [
    ['git version 2.39.5 (Apple Git-154)', [2, 39, 5]],
    ['git version 2.45.1.windows.1', [2, 45, 1]],
    ['git version 2.48.0-rc1', [2, 48, 0]],
    ['git version 2.50', [2, 50, 0]],
    ['git version 2.51.GIT', [2, 51, 0]],
    ['git version 10.0.12', [10, 0, 12]],
    ['git: command not found', undefined],
    ['', undefined],
  ] as const satisfies readonly (readonly [string, GitVersion | undefined])[])
    test(`${JSON.stringify(text)} is ${expected?.join('.') ?? 'none'}`, () =>
      assert.deepEqual(parseVersion(text), expected));
});

suite('lists of refs and worktrees', () => {
  test('have every ref with its commit, whatever it is called', () => {
    const ref = fc.constantFrom(
      'refs/heads/main',
      'refs/heads/ü/x',
      'refs/tags/v1',
      'refs/wavegate/r1/keep/a',
      'refs/heads/constructor',
    );
    fc.assert(
      fc.property(fc.dictionary(ref, id), (refs) => {
        const printed = Object.entries(refs).map(([name, commit]) => `${name} ${commit}\n`);
        assert.deepEqual(parseRefs(printed.join('')), { ...refs });
      }),
    );
  });

  test('have the main worktree first, and say of each what it is', () => {
    const place = fileName.map((name) => `/home/x/${name}`);
    const tree = fc.record({
      path: place,
      head: id,
      branch: fc.option(fc.constantFrom('main', 'a/b', 'refs/heads/x'), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(tree), (all) => {
        const printed = all.map(({ path, head, branch }) =>
          [
            `worktree ${path}`,
            `HEAD ${head}`,
            branch === undefined ? 'detached' : `branch refs/heads/${branch}`,
            '',
            '',
          ].join('\0'),
        );
        assert.deepEqual(
          parseWorktreeList(printed.join('')),
          all.map(({ branch, ...rest }) => ({ ...rest, ...(branch === undefined ? {} : { branch }), bare: false })),
        );
      }),
    );
  });

  test('have bare, locked and prunable ones, and not one that was cut off', () => {
    const text =
      'worktree /a.git\0bare\0\0worktree /b\0HEAD 12\0detached\0locked why not\0prunable gone\0\0worktree /c\0HEAD 3';
    assert.deepEqual(parseWorktreeList(text), [
      { path: '/a.git', bare: true },
      { path: '/b', head: '12', bare: false },
    ]);
  });
});

suite('rules that ignore files', () => {
  test('are told with their file and line for each path, whatever it is called', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fileName, { maxLength: 5 }), (paths) => {
        const printed = paths.map((path, at) => `.gitignore\0${at + 1}\0build/\0./${path}\0`).join('');
        assert.deepEqual(
          [...parseIgnoreRules(printed)],
          paths.map((path, at) => [path, `.gitignore:${at + 1}: build/`]),
        );
      }),
    );
  });
});
