import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { coneText, folderPatterns, isInCone, parseCone } from '../../../../src/git/parse/sparsePatterns.ts';

const name = fc.string({
  unit: fc.constantFrom('a', 'b', '.', '#', '!', ' ', '*', '?', '[', ']', '\\', 'é', '-'),
  minLength: 1,
  maxLength: 4,
});
const folder = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));

suite('a sparse checkout', () => {
  test('comes back from the file as it was written, whatever its folders are called', () => {
    fc.assert(
      fc.property(fc.uniqueArray(folder, { maxLength: 6 }), (folders) => {
        const whole = folders.filter((one) => !folders.some((other) => one.startsWith(`${other}/`)));
        assert.deepEqual(parseCone(coneText(folders)), [...whole].sort());
      }),
    );
  });

  test('does not depend on the order in which folders are named, nor on naming one twice', () => {
    fc.assert(
      fc.property(fc.array(folder, { maxLength: 5 }), (folders) => {
        assert.equal(coneText([...folders].reverse()), coneText(folders));
        assert.equal(coneText([...folders, ...folders]), coneText(folders));
      }),
    );
  });

  test('is written as git writes it, so that git takes it for cone mode', () => {
    assert.equal(coneText([]), '/*\n!/*/\n');
    assert.equal(
      coneText(['packages/web/src', 'docs', 'docs/api']),
      '/*\n!/*/\n/packages/\n!/packages/*/\n/packages/web/\n!/packages/web/*/\n/docs/\n/packages/web/src/\n',
    );
  });

  test('of another kind than cone mode is not read as one', () => {
    for (const text of [
      '',
      '*.js\n',
      '/*\n',
      '/*\n/docs/\n',
      '/*\n!/*/\n*.js\n',
      '/*\n!/*/\n!/docs/\n',
      '/*\n!/*/\ndocs/\n',
    ])
      assert.equal(parseCone(text), undefined, JSON.stringify(text));
  });

  test('is read with comments, empty lines and the line ends of Windows', () => {
    assert.deepEqual(parseCone('# ours\r\n/*\r\n!/*/\r\n\r\n/docs/\r\n'), ['docs']);
  });

  for (const [file, expected] of [
    ['README.md', true],
    ['docs/a.md', true],
    ['docs/deep/b.md', true],
    ['docs2/a.md', false],
    ['packages/package.json', true],
    ['packages/web/src/main.ts', true],
    ['packages/web/index.html', true],
    ['packages/web/test/a.ts', false],
    ['packages/api/main.ts', false],
  ] as const) {
    test(`of docs and packages/web/src ${expected ? 'has' : 'leaves out'} ${file}`, () => {
      assert.equal(isInCone(['docs', 'packages/web/src'], file), expected);
    });
  }

  test('with patterns of another kind gets folders as lines of .gitignore, in which no letter is a wildcard', () => {
    assert.equal(
      folderPatterns(['docs', 'a*b/[c]', 'why?', 'back\\slash']),
      '/docs/\n/a\\*b/\\[c\\]/\n/why\\?/\n/back\\\\slash/\n',
    );
  });
});
