import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { nodeAt } from '../../../../src/core/planText/locate.ts';
import { deepest, longestSource, readYaml, spanOfNode } from '../../../../src/core/planText/readYaml.ts';

/** What a person is told about a text: the words it is about, and the message. */
function told(source: string): readonly string[] {
  return readYaml(source).problems.map(({ start, end, message }) => `${source.slice(start, end)}|${message}`);
}

suite('a text of YAML', () => {
  for (const [what, source, value] of [
    ['nothing', '', undefined],
    ['only a comment', '# x\n', undefined],
    ['plain values', 'a: 1\nb: true\nc: x\nd:\n', { a: 1, b: true, c: 'x', d: null }],
    ['words that other YAML takes for booleans', 'a: yes\nb: off\n', { a: 'yes', b: 'off' }],
    ['an alias', 'a: &x [1]\nb: *x\n', { a: [1], b: [1] }],
    [
      'a merge key, whose own keys count first',
      'a: &x {m: 1, n: 2}\nb: {<<: *x, n: 3}\n',
      { a: { m: 1, n: 2 }, b: { m: 1, n: 3 } },
    ],
    ['several merged, the first of which counts', 'b: {<<: [{m: 1}, {m: 2, n: 3}]}\n', { b: { m: 1, n: 3 } }],
    ['numbers as keys', '1: a\n2.5: b\n', { '1': 'a', '2.5': 'b' }],
    ['Windows line ends', 'a: 1\r\nb:\r\n  - x\r\n', { a: 1, b: ['x'] }],
  ] as const)
    test(`may hold ${what}`, () => {
      const read = readYaml(source);
      assert.deepEqual(read.value, value);
      assert.deepEqual(read.problems, []);
    });

  test('may hold keys that every object has, and they change no other object', () => {
    const { value, problems } = readYaml('__proto__: {polluted: 1}\nconstructor: x\ntoString: y\n');
    assert.deepEqual(problems, []);
    assert.deepEqual(Object.entries(value as object), [
      ['__proto__', { polluted: 1 }],
      ['constructor', 'x'],
      ['toString', 'y'],
    ]);
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });
});

suite('a problem of YAML', () => {
  for (const [what, source, problems] of [
    ['a tab', 'a:\n\tb: 1\n', [/^\t?.*\|A tab is not allowed here\. Indent with spaces\.$/s]],
    [
      'a second document',
      'a: 1\n---\nb: 2\n',
      [
        /^---\|A second YAML document starts here, but a plan is one document\. Remove the "---" or move the rest to its own file\.$/,
      ],
    ],
    [
      'a key twice',
      'a: 1\nb: 2\na: 3\n',
      [/^a\|"a" is here a second time, and only one of them can count\. Remove one\.$/],
    ],
    ['an alias without an anchor', 'a: *nothing\n', [/^\*nothing\|.*Put it in quotes: '\*nothing'\.$/]],
    [
      'an alias in itself',
      'a: &x [*x]\n',
      [/^\*x\|\*x stands for something that contains it, so it would never end\. Write the value out\.$/],
    ],
    [
      'a list as a key',
      '[a, b]: 1\n',
      [/^\[a, b\]\|A key must be a plain word, not a list or mapping\. Write "key: value"\.$/],
    ],
    [
      'a control character',
      'a: \u0001\n',
      [
        /^\u0001\|There is a control character here \(U\+0001\), so this is not a text file\. Save the plan as UTF-8 text\.$/,
      ],
    ],
    [
      'a colon within a text',
      'a: b: c\n',
      [/^b: c\|b: c is not read as a text: ": " separates a key from its value in YAML\. Put it in quotes: 'b: c'\.$/],
    ],
    [
      'a text that begins with %',
      'a: %x\n',
      [/^%x\|%x is not read as a text: "%" at the beginning starts a directive in YAML\. Put it in quotes: '%x'\.$/],
    ],
    [
      'a text that begins with !',
      'a: !x y\n',
      [/^!x y\|!x y is not read as a text: "!" at the beginning makes it a tag in YAML\. Put it in quotes: '!x y'\.$/],
    ],
    [
      'a glob in brackets',
      'a: [*.ts, b]\n',
      [
        /^\*\.ts\|\*\.ts is not read as a text: "\*" at the beginning makes it an alias in YAML\. Put it in quotes: '\*\.ts'\.$/,
      ],
    ],
  ] as const)
    test(`with ${what} says what to do`, () => {
      const messages = told(source);
      assert.equal(messages.length, problems.length, messages.join('\n'));
      problems.forEach((pattern, index) => assert.match(messages[index] ?? '', pattern));
    });

  test('of a key that is there twice names the first place', () => {
    const source = 'a: 1\nb: 2\na: 3\n';
    const [problem] = readYaml(source).problems;
    assert.deepEqual(problem?.related, [{ message: '"a" is first set here', start: 0, end: 1 }]);
    assert.deepEqual(readYaml(source).value, { a: 3, b: 2 });
  });

  test('of size or depth is told in place of everything else', () => {
    const nested = 'Nested deeper than 32 levels; nothing in a plan is that deep.';
    const deep = `${'a: {'.repeat(deepest + 1)}x: 1${'}'.repeat(deepest + 1)}`;
    assert.ok(told(deep).some((message) => message.endsWith(nested)));
    assert.ok(told('['.repeat(600)).every((message) => message.endsWith(nested)));
    assert.ok(told('- '.repeat(600)).every((message) => message.endsWith(nested)));
    const large = readYaml(`a: ${'x'.repeat(longestSource)}`);
    assert.deepEqual(
      large.problems.map(({ code, message }) => `${code}: ${message}`),
      ['too-large: The plan has 9 MB; at most 8 MB are read. Split it into several plans, and keep data out of it.'],
    );
  });

  test('of aliases that multiply is told once', () => {
    const rows = Array.from(
      { length: 9 },
      (_, row) => `a${row + 1}: &a${row + 1} [${Array<string>(9).fill(`*a${row}`).join(', ')}]`,
    );
    const messages = told(['a0: &a0 [x, x, x, x, x, x, x, x, x]', ...rows, ''].join('\n'));
    assert.equal(messages.length, 1);
    assert.match(messages[0] ?? '', /expand to more than 50000 values\. Write out what is meant instead\.$/);
  });

  test('stands within the text, whatever that is', () => {
    const piece = fc.constantFrom(
      'a',
      ': ',
      '- ',
      '\n',
      '  ',
      '[',
      ']',
      '{',
      '}',
      '&x ',
      '*x',
      '!t ',
      "'",
      '"',
      '#',
      '|',
      '>',
      '%',
      '\t',
      '? ',
      '<<',
      ',',
      '---\n',
      '\u0000',
      '\ufeff',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const source = pieces.join('');
        for (const { start, end, message } of readYaml(source).problems) {
          assert.ok(0 <= start && start <= end && end <= source.length, `${start}-${end}: ${message}`);
          assert.match(message, /[.]$/);
        }
      }),
      { numRuns: 400 },
    );
  });
});

suite('the place of a value', () => {
  const source = 'a: &x {b: [1, {c: two}]}\nd: *x\ne: {<<: *x, f: 3}\ng: 1\ng: 2\n';
  const written = (...path: readonly (string | number)[]): string | undefined => {
    const node = nodeAt(readYaml(source), path);
    return node === undefined ? undefined : source.slice(spanOfNode(node).start, spanOfNode(node).end);
  };
  test('is found through lists, aliases and merge keys', () => {
    assert.equal(written('a', 'b', 1, 'c'), 'two');
    assert.equal(written('d', 'b', 0), '1');
    assert.equal(written('e', 'b', 1, 'c'), 'two');
    assert.equal(written('e', 'f'), '3');
    assert.equal(written('g'), '2', 'the last of two equal keys counts');
  });
  test('is none where the path leads nowhere', () => {
    for (const path of [['z'], ['a', 'b', 9], ['a', 'b', 'c'], ['a', 0], ['g', 'x'], ['constructor'], ['__proto__']])
      assert.equal(written(...path), undefined, path.join('.'));
  });
});
