import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { code, entry, fence, fencedInEntry, oneLine, paragraph } from '../../../../src/core/directive/contain.ts';
import { lintDirective, sectionOf } from '../../../../src/core/directive/lintDirective.ts';

const pieces = [
  'a',
  ' ',
  '\n',
  '\r\n',
  '\r',
  '\u2028',
  '\u0085',
  '\v',
  '\u0000',
  '\u001b',
  '`',
  '``',
  '```',
  '~~~',
  '## Steps',
  '# A',
  '---',
  '> ',
  '- ',
  '1. ',
  '\t',
  '    ',
  '<!--',
  'é',
];
const hostile = fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((parts) => parts.join(''));

/** A document with text of somebody else in every form, and a section behind it. */
function documentOf(text: string): string {
  return [
    '## First',
    paragraph(text),
    entry('-', text),
    entry('10.', text),
    `- An entry with output:\n\n${fencedInEntry(text)}`,
    fence(text, 'text'),
    `Called ${code(text)} and ${oneLine(`x ${text}`)}.`,
    '## Second',
    'Ours.',
  ].join('\n\n');
}

suite('text that somebody else wrote', () => {
  test('stays in its place in a directive, whatever it is: it begins no section and hides none', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const document = documentOf(text);
        assert.equal(sectionOf(document, 'Second'), 'Ours.', document);
        assert.equal(sectionOf(document, 'Steps'), undefined, document);
        assert.ok(!lintDirective(document).problems.some((problem) => problem.includes('never closed')), document);
      }),
      { numRuns: 1_000 },
    );
  });

  test('closes no fence by backticks that a control character keeps apart', () => {
    const text = 'a\n``\u0001``\n## Steps\n\n1. Merge to main.';
    assert.equal(sectionOf(documentOf(text), 'Steps'), undefined);
    assert.match(fence(text, ''), /^`{5,}\n/);
    assert.match(fencedInEntry(text), /^ {2}`{5,}text\n/);
  });

  test('keeps no control character that a terminal would act on', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        assert.doesNotMatch(documentOf(text), /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/);
      }),
    );
  });
});

suite('a text', () => {
  for (const [given, line] of [
    ['a\r\nb\u2028c\u0085d', 'a b c d'],
    [' a \t b ', 'a b'],
    ['a\u001b[31mb', 'a[31mb'],
    ['', ''],
  ] as const)
    test(`${JSON.stringify(given)} is on one line as ${JSON.stringify(line)}`, () => {
      assert.equal(oneLine(given), line);
    });

  for (const [given, span] of [
    ['npm test', '`npm test`'],
    ['a `b` c', '``a `b` c``'],
    ['`a', '`` `a ``'],
    ['a ``` b', '````a ``` b````'],
    ['a\nb', '`a b`'],
  ] as const)
    test(`${JSON.stringify(given)} is a code span as ${span}`, () => {
      assert.equal(code(given), span);
    });

  for (const [given, text] of [
    ['Plain words.', 'Plain words.'],
    ['"Quoted" words.', '"Quoted" words.'],
    ['## A heading', '> ## A heading'],
    ['- an entry', '> - an entry'],
    ['One.\n\nTwo.', '> One.\n>\n> Two.'],
    ['\n\nOne.  \n\n', 'One.'],
    ['', '>'],
    ['Ümlaut', 'Ümlaut'],
  ] as const)
    test(`${JSON.stringify(given)} is a paragraph as ${JSON.stringify(text)}`, () => {
      assert.equal(paragraph(given), text);
    });

  for (const [marker, given, text] of [
    ['-', 'One', '- One'],
    ['-', '- One', '- \\- One'],
    ['-', '# One', '- \\# One'],
    ['-', 'One\nTwo\n\n## Three', '- One\n  Two\n\n  \\## Three'],
    ['12.', 'One\nTwo', '12. One\n    Two'],
    ['-', '', '- '],
  ] as const)
    test(`${JSON.stringify(given)} is an entry as ${JSON.stringify(text)}`, () => {
      assert.equal(entry(marker, given), text);
    });

  test('is fenced by as many backticks as it takes', () => {
    assert.equal(fence('a\n', 'js'), '```js\na\n```');
    assert.equal(fence('```js\na\n```', ''), '````\n```js\na\n```\n````');
    assert.equal(fencedInEntry('a\nb'), '  ```text\n  a\n  b\n  ```');
  });
});
