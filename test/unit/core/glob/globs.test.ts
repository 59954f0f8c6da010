import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { coversGlob } from '../../../../src/core/glob/globCovers.ts';
import { globDefect } from '../../../../src/core/glob/globSyntax.ts';
import { matchesAny, matchesGlob, overlap } from '../../../../src/core/glob/globs.ts';
import { longestAnswer, measured } from '../../../support/processorTime.ts';

const letters = fc.constantFrom('a', 'b', '.', '-');
const name = fc.string({ unit: letters, minLength: 1, maxLength: 4 });
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
const piece = fc.oneof(
  { weight: 4, arbitrary: letters },
  fc.constantFrom('*', '?', '[ab]', '[!a]', '[a-b]', '{a,b}', '{a,b*}', '[', ']', '{', '}', ','),
);
const segment = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: piece, minLength: 1, maxLength: 4 }) },
  fc.constant('**'),
);
const glob = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'));

describe('a glob', () => {
  const cases: readonly (readonly [glob: string, matching: readonly string[], other: readonly string[]])[] = [
    ['src/a.js', ['src/a.js'], ['src/b.js', 'a.js', 'src/a.js/b']],
    ['./src/*.js', ['src/a.js', 'src/.js', 'src/.eslint.js'], ['src/x/a.js', 'src/a.ts']],
    ['src/**', ['src/a', 'src/a/b/c', 'src/.env'], ['src', 'lib/a']],
    ['**/*.ts', ['a.ts', 'x/y/a.ts'], ['a.js']],
    ['a/**/b', ['a/b', 'a/x/b', 'a/x/y/b'], ['a/x', 'b']],
    ['src/?.js', ['src/a.js', 'src/é.js', 'src/😀.js'], ['src/ab.js', 'src/.js']],
    ['[a-c]x', ['ax', 'cx'], ['dx', 'x']],
    ['[!a-c]x', ['dx'], ['ax', '/x']],
    ['pages/[id].tsx', ['pages/[id].tsx', 'pages/i.tsx'], ['pages/id.tsx']],
    ['{src,lib/{x,y}}/*.js', ['src/a.js', 'lib/x/a.js', 'lib/y/a.js'], ['lib/a.js']],
    ['a**b', ['ab', 'axb'], ['a/b']],
    ['{a}', ['{a}'], ['a']],
  ];
  for (const [pattern, matching, other] of cases) {
    test(`${pattern} matches ${matching.join(', ')} and not ${other.join(', ')}`, () => {
      assert.deepEqual(
        matching.filter((file) => !matchesGlob(pattern, file)),
        [],
      );
      assert.deepEqual(
        other.filter((file) => matchesGlob(pattern, file)),
        [],
      );
    });
  }

  test('matches literally what it is made of, if it has no special characters', () => {
    fc.assert(fc.property(path, path, (one, other) => matchesGlob(one, other) === (one === other)));
  });

  test('is one of several when any of them matches', () => {
    assert.equal(matchesAny(['src/*', 'test/**'], 'test/x/y'), true);
    assert.equal(matchesAny([], 'a'), false);
  });

  test('of hostile size is answered at once', () => {
    const hostile = ['{a,b}'.repeat(200), '*a'.repeat(120), '{'.repeat(5_000), '[a-'.repeat(2_000), '**/'.repeat(80)];
    for (const one of hostile) {
      for (const other of hostile) assert.ok(measured(() => overlap(one, other)).milliseconds < longestAnswer);
    }
  });
});

describe('the overlap of two globs', () => {
  test('is proved by a path that both match', () => {
    fc.assert(
      fc.property(glob, glob, (one, other) => {
        const example = overlap(one, other);
        return example === undefined || (matchesGlob(one, example) && matchesGlob(other, example));
      }),
      { numRuns: 1_000 },
    );
  });

  test('is found whenever a path matches both', () => {
    fc.assert(
      fc.property(glob, glob, path, (one, other, file) => {
        fc.pre(matchesGlob(one, file) && matchesGlob(other, file));
        return overlap(one, other) !== undefined;
      }),
      { numRuns: 300, maxSkipsPerRun: 1_000 },
    );
  });

  test('does not depend on their order', () => {
    fc.assert(
      fc.property(
        glob,
        glob,
        (one, other) => (overlap(one, other) === undefined) === (overlap(other, one) === undefined),
      ),
    );
  });

  test('is decided for files that do not exist yet', () => {
    assert.equal(overlap('src/**/*.ts', 'src/new/*'), 'src/new/x.ts');
    assert.equal(overlap('src/*.js', 'src/*.test.js'), 'src/x.test.js');
    assert.equal(overlap('src/**', 'src'), undefined);
    assert.equal(overlap('[a-c]', '[!a-b]'), 'c');
  });
});

describe('a glob that covers another', () => {
  test('matches every path that the other matches', () => {
    fc.assert(
      fc.property(glob, glob, path, (outer, inner, file) => {
        fc.pre(coversGlob(outer, inner) && matchesGlob(inner, file));
        return matchesGlob(outer, file);
      }),
      { numRuns: 200, maxSkipsPerRun: 5_000 },
    );
  });

  test('covers itself, and what is inside its folder', () => {
    fc.assert(fc.property(glob, (one) => coversGlob(one, one)));
    assert.equal(coversGlob('src/**', 'src/{a,b}/*.js'), true);
    assert.equal(coversGlob('src/*', 'src/**'), false);
    assert.equal(coversGlob('?', 'a'), true);
    assert.equal(coversGlob('*.js', 'a?'), false);
  });
});

test('what is no glob is told with what to write instead', () => {
  assert.equal(globDefect('src/**'), undefined);
  assert.match(globDefect('src/') ?? '', /Write src\/\*\*/);
  assert.match(globDefect('src\\a.js') ?? '', /Write src\/a\.js/);
  for (const defective of [
    '',
    '/etc/passwd',
    'C:/x',
    '~/x',
    '../x',
    'a//b',
    'a/./b',
    '.git/config',
    '.GIT/config',
    'vendor/lib/.git/hooks/**',
    'a'.repeat(300),
    '{a,b}'.repeat(9),
  ]) {
    assert.notEqual(globDefect(defective), undefined, defective);
  }
});
