import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { cleanLine, cleanText } from '../../../../src/core/handoff/cleanText.ts';

describe('words of an agent', () => {
  for (const [what, text, expected] of [
    ['stay as they are', 'Done: naïve 你好 😀\n\tand more.', 'Done: naïve 你好 😀\n\tand more.'],
    ['lose colours', '\u001b[31mred\u001b[0m', 'red'],
    ['lose moves of the cursor', 'a\u001b[2K\u001b[1A\rWavegate: approved', 'a\nWavegate: approved'],
    ['lose titles of a window, however they end', '\u001b]0;title\u0007a\u001b]0;title\u001b\\b', 'ab'],
    ['lose a link of a terminal and keep its words', '\u001b]8;;http://x\u0007here\u001b]8;;\u0007', 'here'],
    ['lose what hides or turns them', 'a\u202eb\u2066c\u200ed\u061ce\ufefff', 'abcdef'],
    ['lose control characters', 'a\u0000b\u0007c\u007fd\u009be', 'abcde'],
    ['lose an escape alone', 'a\u001b', 'a'],
    ['have the line ends of Unix', 'a\r\nb\rc', 'a\nb\nc'],
    ['lose blanks around them', ' \n a \n', 'a'],
    ['keep what joins letters', 'क्\u200dष', 'क्\u200dष'],
  ] as const) {
    test(what, () => assert.equal(cleanText(text), expected));
  }

  test('are one line where there is room for one', () => {
    assert.equal(cleanLine(' a\r\n\tb  c\u00a0d\u2028e '), 'a b c de');
  });

  test('hold nothing that a terminal acts on, and are the same when they are cleaned again', () => {
    const piece = fc.constantFrom(
      '\u001b',
      '[',
      ']',
      '0',
      'm',
      '\u0007',
      '\\',
      ';',
      'x',
      '\r',
      '\n',
      '\u009b',
      '\u202e',
      ' ',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(piece).map((all) => all.join('')),
        ),
        (text) => {
          const clean = cleanText(text);
          assert.doesNotMatch(clean, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u);
          assert.equal(cleanText(clean), clean);
          assert.doesNotMatch(cleanLine(text), /[\n\t]|^ | $| {2}/u);
        },
      ),
      { numRuns: 500 },
    );
  });
});
