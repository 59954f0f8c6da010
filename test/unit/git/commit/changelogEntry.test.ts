import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { insertChangelogEntry } from '../../../../src/git/commit/changelogEntry.ts';

const wordsOf = (text: string): readonly string[] => text.split(/\r?\n/).filter((line) => line.trim() !== '');

suite('an entry of a changelog', () => {
  const line = fc.constantFrom(
    '',
    '# Changelog',
    '## Unreleased',
    '## [Unreleased]',
    '## 1.2.0',
    '### Added',
    '- One.',
    '- Two.',
    '  more of it',
    'Text.',
    '##',
    '```',
    '## not a release? yes',
  );
  const changelog = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));
  const entry = fc.constantFrom(
    '- Extend modules.',
    '- Extend modules.\n  In two waves.',
    '### Changed\n\n- Extend modules.',
  );

  test('is there, and every line that was there before is, in its order', () => {
    fc.assert(
      fc.property(changelog, entry, (text, added) => {
        const before = wordsOf(text);
        const left = [...wordsOf(insertChangelogEntry(text, added))];
        for (const each of wordsOf(added)) assert.ok(left.includes(each), each);
        let at = 0;
        for (const each of before) {
          at = left.indexOf(each, at) + 1;
          assert.notEqual(at, 0, `"${each}" is gone, or before what was above it`);
        }
      }),
    );
  });

  test('is not there twice after it was shipped again', () => {
    fc.assert(
      fc.property(
        changelog,
        fc.constantFrom('- Extend modules.', '- Extend modules.\n  In two waves.'),
        (text, added) => {
          const once = insertChangelogEntry(text, added);
          assert.equal(insertChangelogEntry(once, added), once);
        },
      ),
    );
  });

  test('takes the place of what an earlier attempt to ship the same has written, and of nothing else', () => {
    fc.assert(
      fc.property(changelog, (text) => {
        const first = insertChangelogEntry(text, '- Extend modules.\n  In one wave.');
        const second = insertChangelogEntry(first, '- Extend modules.\n  In three waves.');
        assert.deepEqual(
          wordsOf(second),
          wordsOf(first).map((each) => (each === '  In one wave.' ? '  In three waves.' : each)),
        );
      }),
    );
  });

  test('leaves the line ends of the file, and one at its end', () => {
    fc.assert(
      fc.property(changelog, entry, (text, added) => {
        const windows = insertChangelogEntry(`${text.replaceAll('\n', '\r\n')}\r\n`, added);
        assert.doesNotMatch(windows.replaceAll('\r\n', ''), /[\r\n]/);
        const unix = insertChangelogEntry(text, added);
        assert.doesNotMatch(unix, /\r/);
        for (const each of [windows, unix]) assert.match(each, /\S\r?\n$/);
      }),
    );
  });

  for (const [what, text, result] of [
    ['an empty file', '', '# Changelog\n\n- New.\n'],
    ['blank lines', '\n \n', '# Changelog\n\n- New.\n'],
    ['a title alone', '# History\n', '# History\n\n- New.\n'],
    ['news that are not released', '# C\n\n## Unreleased\n\n- Old.\n', '# C\n\n## Unreleased\n\n- New.\n\n- Old.\n'],
    ['a link as heading', '# C\n\n## [Unreleased]\n', '# C\n\n## [Unreleased]\n\n- New.\n'],
    ['releases only', '# C\n\n## 1.0\n\n- Old.\n', '# C\n\n- New.\n\n## 1.0\n\n- Old.\n'],
    ['headings of parts', '# C\n\n### Added\n\n- Old.\n', '# C\n\n### Added\n\n- Old.\n\n- New.\n'],
    ['no title', 'Old.\n', 'Old.\n\n- New.\n'],
  ] as const)
    test(`has its place in ${what}`, () => assert.equal(insertChangelogEntry(text, '- New.'), result));
});
