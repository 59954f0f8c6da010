import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { foldersOf } from '../../../../src/core/digest/folders.ts';

const files = (...paths: readonly string[]) => paths.map((path, index) => ({ path, size: 10 ** index }));
const named = (paths: readonly string[], most: number): readonly string[] =>
  foldersOf(files(...paths), most).map(({ folder, files: count }) => `${folder} ${count}`);

describe('the folders of a repository in a digest', () => {
  for (const [what, paths, most, expected] of [
    ['are the root alone in an empty repository', [], 9, ['./ 0']],
    ['are the root alone where all files lie there', ['a', 'b'], 9, ['./ 2']],
    ['count what lies below them, too', ['src/a/b/c.ts', 'src/d.ts'], 9, ['./ 2', 'src/ 2', 'src/a/ 1', 'src/a/b/ 1']],
    ['are opened as long as there is room', ['a/b/c/x', 'a/b/c/y'], 3, ['./ 2', 'a/ 2', 'a/b/ 2']],
    ['are opened the largest first', ['a/x/1', 'b/x/1', 'b/y/1'], 5, ['./ 3', 'a/ 1', 'b/ 2', 'b/x/ 1', 'b/y/ 1']],
    ['are named whole or not at all', ['a/1', 'b/1', 'c/1'], 3, ['./ 3']],
    [
      'may be called as every object has names',
      ['constructor/a', '__proto__/b'],
      9,
      ['./ 2', '__proto__/ 1', 'constructor/ 1'],
    ],
    ['keep names with blanks and of other languages', ['Über uns/ä ö.md'], 9, ['./ 1', 'Über uns/ 1']],
  ] as const) {
    test(what, () => assert.deepEqual(named(paths, most), expected));
  }

  test('sum the sizes of their files', () => {
    assert.deepEqual(foldersOf(files('a/1', 'a/2', 'b'), 9), [
      { folder: './', files: 3, bytes: 111 },
      { folder: 'a/', files: 2, bytes: 11 },
    ]);
  });

  test('are never more than there is room for, and the same in whatever order the files come', () => {
    const path = fc
      .array(fc.constantFrom('a', 'b', 'c', 'd e', 'constructor'), { minLength: 1, maxLength: 5 })
      .map((parts) => parts.join('/'));
    fc.assert(
      fc.property(fc.uniqueArray(path, { maxLength: 30 }), fc.integer({ min: 1, max: 20 }), (paths, most) => {
        const some = paths.map((each) => ({ path: each, size: each.length }));
        const found = foldersOf(some, most);
        assert.ok(found.length <= most);
        for (const { folder, files: count, bytes } of found) {
          const below = some.filter((file) => folder === './' || file.path.startsWith(folder));
          assert.equal(count, below.length);
          assert.equal(
            bytes,
            below.reduce((sum, { size }) => sum + size, 0),
          );
        }
      }),
    );
  });
});
