import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { withEntries } from '../../../../src/core/text/markdownSection.ts';

const added = (before: string, ...entries: readonly string[]): string =>
  withEntries(before, '# Notes', 'Scripts', entries);

describe('entries that code adds to notes of people', () => {
  for (const [what, before, after] of [
    ['begin a file that is empty', '', '# Notes\n\n## Scripts\n\n- one\n'],
    ['begin a file of blank lines', ' \n\n', '# Notes\n\n## Scripts\n\n- one\n'],
    ['get their heading at the end of what is there', '# Mine\n\ntext', '# Mine\n\ntext\n\n## Scripts\n\n- one\n'],
    ['come below a heading without entries', '## Scripts\n', '## Scripts\n\n- one\n'],
    ['come after the last entry', '## Scripts\n\n- zero\n', '## Scripts\n\n- zero\n- one\n'],
    [
      'come before the next section',
      '## Scripts\n\n- zero\n\n## Rest\nx\n',
      '## Scripts\n\n- zero\n- one\n\n## Rest\nx\n',
    ],
    ['come before a title that follows', '## Scripts\n- zero\n# Rest\n', '## Scripts\n- zero\n- one\n\n# Rest\n'],
    ['come after sections within theirs', '## Scripts\n### Old\n- zero\n', '## Scripts\n### Old\n- zero\n- one\n'],
    ['find a heading with blanks at its end', '## Scripts  \n- zero\n', '## Scripts  \n- zero\n- one\n'],
    ['take no longer heading for theirs', '## Scripts of old\n', '## Scripts of old\n\n## Scripts\n\n- one\n'],
    ['end their lines as those of Windows do', '## Scripts\r\n\r\n- zero\r\n', '## Scripts\r\n\r\n- zero\r\n- one\r\n'],
    ['are left out where they stand already', 'x\n- one\n', 'x\n- one\n'],
  ] as const) {
    test(what, () => assert.equal(added(before, 'one'), after));
  }

  test('that are partly there are added in their order, without those', () => {
    assert.equal(added('## Scripts\n- b\n', 'a', 'b', 'c'), '## Scripts\n- b\n- a\n- c\n');
  });

  test('none of them changes nothing, not even the end of the file', () => {
    assert.equal(added('# Mine'), '# Mine');
  });

  test('are the same when they are added again, and everything of people stays in its order', () => {
    const line = fc.constantFrom('# Mine', '## Scripts', '## Rest', 'text', '', '- zero', '### Deep', '- one');
    const entry = fc.constantFrom('one', 'two', 'constructor', '`node x`');
    fc.assert(
      fc.property(fc.array(line), fc.array(entry), fc.constantFrom('\n', '\r\n'), (lines, entries, end) => {
        const before = lines.join(end);
        const once = added(before, ...entries);
        assert.equal(added(once, ...entries), once);
        const said = (text: string): readonly string[] => text.split(/\r?\n/u).filter((each) => each !== '');
        const rest = [...said(once)];
        for (const each of said(before)) {
          const at = rest.indexOf(each);
          assert.notEqual(at, -1, each);
          rest.splice(0, at + 1);
        }
        for (const each of entries) assert.ok(said(once).includes(`- ${each}`));
        if (end === '\r\n' && before.includes(end)) assert.doesNotMatch(once, /[^\r]\n/u);
      }),
    );
  });
});
