import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { claimedPaths, compareClaims, filesListed } from '../../../../src/core/handoff/compareClaims.ts';
import type { FileChange } from '../../../../src/core/model/repository.ts';

const changed = (...paths: readonly string[]): readonly FileChange[] =>
  paths.map((path) => ({ path, kind: 'modified', additions: 1, deletions: 0 }));
const next = 'Look at the changes, then dispatch the task again.';
const differs = 'The handoff does not agree with the files on disk.';

suite('the files an agent says it has changed', () => {
  for (const [what, claims, changes] of [
    ['as they are', ['src/a.js', 'b.js'], ['b.js', 'src/a.js']],
    ['with ./ before them', ['./src/a.js', '././b.js'], ['src/a.js', 'b.js']],
    ['with backslashes', ['src\\a.js'], ['src/a.js']],
    ['with blanks around and slashes doubled', [' src//a.js\n'], ['src/a.js']],
    ['twice', ['a.js', './a.js'], ['a.js']],
    ['with an accent written in the other way', ['cafe\u0301.js'], ['caf\u00e9.js']],
    ['with a backslash in the name itself', ['src\\a.js'], ['src\\a.js']],
    ['with those of Wavegate among them', ['a.js', '.wavegate/handoff.json'], ['a.js']],
    ['none of them', [], []],
  ] as const)
    test(`agree with the disk where they are listed ${what}`, () => {
      assert.equal(compareClaims(claims, changed(...changes)), undefined);
    });

  for (const [what, claims, changes, ignored, message] of [
    [
      'one did not change',
      ['a.js', 'b.js'],
      ['a.js'],
      {},
      `${differs} It claims to have changed b.js, which did not change. ${next}`,
    ],
    [
      'one is not mentioned',
      ['a.js'],
      ['a.js', 'c.js', 'b.js'],
      {},
      `${differs} It does not mention b.js, c.js, which did change. ${next}`,
    ],
    [
      'one is ignored by git',
      ['a.js', 'dist/x.js'],
      ['a.js'],
      { 'dist/x.js': '.gitignore:1: dist/' },
      `${differs} It lists dist/x.js (.gitignore:1: dist/), which git ignores and the task does not own: let the task own it, or correct the ignore rule. ${next}`,
    ],
    [
      'all of it is wrong',
      ['b.js', 'dist/x.js'],
      ['a.js'],
      { 'dist/x.js': 'r' },
      `${differs} It claims to have changed b.js, which did not change. It lists dist/x.js (r), which git ignores and the task does not own: let the task own it, or correct the ignore rule. It does not mention a.js, which did change. ${next}`,
    ],
  ] as const)
    test(`do not agree where ${what}, and it is said how`, () => {
      assert.equal(compareClaims(claims, changed(...changes), ignored), message);
    });

  test('are named up to ten, on one line', () => {
    const many = Array.from({ length: 12 }, (_, index) => `f${String(index).padStart(2, '0')}`);
    assert.match(compareClaims([], changed(...many)) ?? '', /mention f00, f01, .*, f09 and 2 more, which/);
    assert.doesNotMatch(compareClaims(['a\nb'], []) ?? '', /\n/);
  });

  test('agree exactly where both name the same paths', () => {
    const path = fc.constantFrom('a', 'b', 'src/a', 'src/b', 'caf\u00e9', 'constructor', '__proto__');
    const paths = fc.uniqueArray(path);
    fc.assert(
      fc.property(paths, paths, (claims, changes) => {
        const same = claims.toSorted().join() === changes.toSorted().join();
        assert.equal(compareClaims(claims, changed(...changes)) === undefined, same);
      }),
    );
  });
});

suite('the files a handoff lists', () => {
  test('are read as git would write them, without those of Wavegate', () => {
    assert.deepEqual(claimedPaths(['./a', 'b\\c', '.wavegate/x', './.wavegate/y', ' d ']), ['a', 'b/c', 'd']);
    assert.deepEqual(filesListed('\uFEFF{"filesChanged": ["./a", 1, null, "b"]}'), ['a', 'b']);
  });

  test('are none where it cannot be read, or lists none', () => {
    for (const text of [
      undefined,
      '',
      '{',
      '[]',
      'null',
      '{}',
      '{"filesChanged": "a"}',
      '{"filesChanged": {"a": 1}}',
      '"x"',
    ])
      assert.deepEqual(filesListed(text), [], text);
  });
});
