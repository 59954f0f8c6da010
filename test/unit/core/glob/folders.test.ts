import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { FileIndex } from '../../../../src/core/glob/fileIndex.ts';
import { openPiece, openPieces } from '../../../../src/core/glob/folderPieces.ts';
import type { FolderPiece } from '../../../../src/core/glob/folderPieces.ts';
import { filedGlobs, meeting, visitNeighbours } from '../../../../src/core/glob/globFolders.ts';
import type { FiledGlob } from '../../../../src/core/glob/globFolders.ts';
import { matchesGlob, overlap } from '../../../../src/core/glob/globs.ts';
import { clashText, pathClashes } from '../../../../src/core/glob/pathClashes.ts';

const name = fc.string({ unit: fc.constantFrom('a', 'b', 'B', '.', '-', '0', '/'), minLength: 1, maxLength: 6 });
const file = name.map((text) => text.replace(/\/+/g, '/').replace(/^\/|\/$/g, '') || 'a');
const files = fc.array(file, { maxLength: 12 });
const piece = fc.constantFrom('a', 'b', 'B', '/', '/', '*', '**', '?', '[ab]', '{a,b/a}', '.', './');
const glob = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join(''));

suite('the files of a repository', () => {
  test('that match a glob are those that match it one by one, in order and each once', () => {
    fc.assert(
      fc.property(files, glob, (all, wanted) => {
        const index = new FileIndex(all);
        const expected = [...new Set(all)].filter((each) => matchesGlob(wanted, each)).sort();
        assert.deepEqual(index.matching(wanted), expected);
        assert.deepEqual(index.matching(wanted), expected, 'asked a second time');
      }),
      { numRuns: 300 },
    );
  });

  test('that lie in a folder are those that begin with it', () => {
    fc.assert(
      fc.property(files, fc.constantFrom('', 'a/', 'b/', 'a/b/', 'a0/', 'a-/', 'B/'), (all, folder) => {
        const index = new FileIndex(all);
        assert.deepEqual(index.under(folder), [...new Set(all)].filter((each) => each.startsWith(folder)).sort());
        for (const each of [...all, 'nothing', '']) assert.equal(index.has(each), all.includes(each));
      }),
    );
  });
});

suite('a glob in its folders', () => {
  test('matches no path outside of them', () => {
    fc.assert(
      fc.property(glob, file, (text, path) => {
        const [filed] = filedGlobs([text]);
        if (filed === undefined || !matchesGlob(text, path)) return;
        assert.ok(filed.folders.some((folder) => `${path}/`.startsWith(folder)));
      }),
      { numRuns: 400 },
    );
  });

  test('meets another exactly where both can match a path', () => {
    fc.assert(
      fc.property(glob, glob, (one, other) => {
        const [a, b] = filedGlobs([one, other]);
        assert.ok(a && b);
        assert.equal(meeting(a, b) === undefined, overlap(one, other) === undefined, `${one} ${other}`);
      }),
      { numRuns: 400 },
    );
  });

  test('is visited together with each that it can meet', () => {
    fc.assert(
      fc.property(fc.array(glob, { maxLength: 6 }), (globs) => {
        const entries = filedGlobs(globs).map((filed, index) => ({ filed, index }));
        const visited = new Set<string>();
        const whole = visitNeighbours(entries, (one, other) => void visited.add(`${one.index} ${other.index}`));
        assert.equal(whole, true);
        for (const one of entries)
          for (const other of entries)
            if (one.index < other.index && meeting(one.filed, other.filed) !== undefined)
              assert.ok(
                visited.has(`${one.index} ${other.index}`) || visited.has(`${other.index} ${one.index}`),
                `${one.filed.glob} ${other.filed.glob}`,
              );
      }),
      { numRuns: 200 },
    );
  });

  test('is visited no further once that is enough', () => {
    const entries = filedGlobs(['**/a', '**/b', '**/*', '*']).map((filed) => ({ filed }));
    let visits = 0;
    assert.equal(
      visitNeighbours(entries, () => (visits += 1) < 2),
      false,
    );
    assert.equal(visits, 2);
    assert.equal(
      visitNeighbours(entries, () => true, 3),
      false,
    );
    assert.equal(
      visitNeighbours<{ filed: FiledGlob }>([], () => false, 0),
      true,
    );
  });
});

suite('folders that are opened', () => {
  const root: FolderPiece = {
    folder: '',
    deep: true,
    files: ['README.md', 'src/a.js', 'src/deep/b.js', 'src/deep/c.js', 'test/a.js'],
  };

  test('give the folders below them and the files right in them', () => {
    assert.deepEqual(openPiece(root), [
      { folder: 'src/', deep: true, files: ['src/a.js', 'src/deep/b.js', 'src/deep/c.js'] },
      { folder: 'test/', deep: true, files: ['test/a.js'] },
      { folder: '', deep: false, files: ['README.md'] },
    ]);
    const flat: FolderPiece = { folder: 'test/', deep: false, files: ['test/a.js'] };
    assert.deepEqual(openPiece(flat), [flat]);
  });

  test('are the largest first, until there are enough', () => {
    const folders = (most: number): readonly string[] =>
      openPieces([root], (pieces) => pieces.length >= most).map(({ folder, deep }) => `${folder}${deep ? '**' : '*'}`);
    assert.deepEqual(folders(1), ['**']);
    assert.deepEqual(folders(2), ['src/**', 'test/**', '*']);
    assert.deepEqual(folders(4), ['src/deep/**', 'src/*', 'test/**', '*']);
    assert.deepEqual(folders(99), ['src/deep/**', 'src/*', 'test/**', '*'], 'until none can be opened');
  });

  test('hold each file exactly once, however often they are opened', () => {
    fc.assert(
      fc.property(fc.uniqueArray(file, { maxLength: 12 }), fc.nat({ max: 8 }), (all, most) => {
        const pieces = openPieces([{ folder: '', deep: true, files: all }], (some) => some.length >= most);
        assert.deepEqual(pieces.flatMap((each) => each.files).toSorted(), all.toSorted());
        for (const { folder, files: own } of pieces) for (const each of own) assert.ok(each.startsWith(folder));
      }),
    );
  });
});

suite('owners that cannot both have what they own', () => {
  const clash = (...owners: readonly (readonly string[])[]): readonly string[] =>
    pathClashes(owners).map(
      ({ first, second, why }) => `${why} ${owners[first[0]]?.[first[1]]} ${owners[second[0]]?.[second[1]]}`,
    );

  for (const [what, owners, clashes] of [
    ['a name in another case', [['src/Main.js'], ['src/main.js']], ['case src/Main.js src/main.js']],
    ['a folder in another case', [['Src/main.js'], ['src/main.js']], ['case Src/main.js src/main.js']],
    ['a file where another needs a folder', [['src/x'], ['src/x/y.js']], ['folder src/x src/x/y.js']],
    ['a file where another needs a folder in another case', [['src/X'], ['src/x/**']], ['folder src/X src/x/**']],
    ['a file written in two ways', [['./src/a.js'], ['SRC/a.js']], ['case ./src/a.js SRC/a.js']],
    [
      'a file in a folder with round brackets',
      [['app/(auth)/Page.tsx'], ['app/(auth)/page.tsx']],
      ['case app/(auth)/Page.tsx app/(auth)/page.tsx'],
    ],
    ['a file with an exclamation mark', [['src/!A.js'], ['src/!a.js']], ['case src/!A.js src/!a.js']],
    ['the same file, which is an overlap and told as one', [['src/a.js'], ['src/a.js']], []],
    ['files of one owner', [['src/a.js', 'src/A.js', 'src/a.js/x']], []],
    ['names that only begin alike', [['src/x'], ['src/xy/z.js']], []],
    ['a wildcard that may be anything', [['src/*.js'], ['src/MAIN.js']], []],
  ] as const)
    test(`own ${what}`, () => {
      assert.deepEqual(clash(...owners), clashes);
    });

  test('are told with what to do about it', () => {
    assert.equal(
      clashText('case', 'a.js', 'A.js'),
      'a.js and A.js differ by case only, which is one file on macOS and Windows',
    );
    assert.equal(clashText('folder', 'src/x', 'src/x/y'), 'src/x is a file, and src/x/y needs a folder of that name');
  });
});
