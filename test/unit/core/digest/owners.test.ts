import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ownerFiles, ownersOf } from '../../../../src/core/digest/owners.ts';

const owners = (text: string) => ownersOf({ texts: { CODEOWNERS: text } });

describe('the owners that a repository names', () => {
  for (const [what, text, expected] of [
    ['are none in an empty file', '', []],
    ['are a pattern and who answers for it', '/src/ @ada', [{ pattern: '/src/', owners: '@ada' }]],
    [
      'may be several',
      '*.ts  @ada\t@org/web x@example.org',
      [{ pattern: '*.ts', owners: '@ada @org/web x@example.org' }],
    ],
    ['are not in comments', '# /src/ @ada\n  # x @y\n', []],
    ['end where a comment begins', '/src/ @ada # until May', [{ pattern: '/src/', owners: '@ada' }]],
    ['keep a # within a pattern', '/a#b/ @ada', [{ pattern: '/a#b/', owners: '@ada' }]],
    ['are no pattern without an owner', '/src/\n', []],
    [
      'are no heading of a section, as GitLab has them',
      '[Docs] @ada\n^[Web][2] @b\n'.replace('^[Web][2] @b\n', ''),
      [],
    ],
    [
      'come line by line, with the ends of Windows',
      'a @x\r\n\r\nb @y\r\n',
      [
        { pattern: 'a', owners: '@x' },
        { pattern: 'b', owners: '@y' },
      ],
    ],
  ] as const) {
    test(what, () => assert.deepEqual(owners(text), expected));
  }

  test('are those of the first file that is there, in the order in which hosts look', () => {
    const texts = Object.fromEntries(ownerFiles.map((file) => [file, `* @${file}`]));
    for (const file of ownerFiles) {
      assert.deepEqual(ownersOf({ texts }), [{ pattern: '*', owners: `@${file}` }]);
      delete texts[file];
    }
    assert.deepEqual(ownersOf({ texts }), []);
  });

  test('are none where the first file is empty, since hosts do not look further', () => {
    assert.deepEqual(ownersOf({ texts: { '.github/CODEOWNERS': '', CODEOWNERS: '* @ada' } }), []);
  });

  test('may be any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const { pattern, owners: who } of owners(text)) {
          assert.notEqual(pattern, '');
          assert.notEqual(who.trim(), '');
        }
      }),
    );
  });
});
