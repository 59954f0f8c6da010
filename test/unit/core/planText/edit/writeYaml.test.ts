import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { blockEntry, blockMap, flow, scalar } from '../../../../../src/core/planText/edit/writeYaml.ts';
import type { YamlValue } from '../../../../../src/core/planText/edit/writeYaml.ts';
import { quote } from '../../../../../src/core/planText/quoting.ts';
import { readYaml } from '../../../../../src/core/planText/readYaml.ts';

/** The value of a text that has to be YAML without a problem. */
function read(source: string): unknown {
  const { value, problems } = readYaml(source);
  assert.deepEqual(
    problems.map(({ message }) => message),
    [],
    source,
  );
  return value;
}

/** Texts with everything that means something to YAML. */
const marks = fc.constantFrom(...'abZ019 _-./()#:,[]{}&*!|>%@`\'"\\?=~\n\t\r\u00e9\u0085\u2028\ufeff\u{1f600}');
const text = fc.oneof(
  fc.string({ unit: marks, maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom(
    '',
    ' ',
    'null',
    'Yes',
    'no',
    'on',
    '~',
    '1',
    '1e3',
    '0x1f',
    '.inf',
    '-',
    '- a',
    'a: b',
    'a #b',
    '<<',
    '---',
  ),
);
const key = fc.constantFrom('id', 'title', 'owns', 'steps', 'constructor');
const { value } = fc.letrec<{ value: YamlValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'yaml' },
    text,
    fc.integer(),
    fc.array(tie('value'), { maxLength: 3, depthIdentifier: 'yaml' }),
    fc.dictionary(key, tie('value'), { minKeys: 1, maxKeys: 3, depthIdentifier: 'yaml', noNullPrototype: true }),
  ),
}));
const mapping = fc.dictionary(key, value, { minKeys: 1, maxKeys: 4, noNullPrototype: true });

suite('a text in a plan', () => {
  for (const [given, written] of [
    ['Extend a', 'Extend a'],
    ['src/a.js', 'src/a.js'],
    ['a - b (c)', 'a - b (c)'],
    ['', '""'],
    ['yes', '"yes"'],
    ['Null', '"Null"'],
    ['12', '"12"'],
    ['ends with a blank ', '"ends with a blank "'],
    ['a: b', '"a: b"'],
    ['# no comment', '"# no comment"'],
    ['say "hi"', '"say \\"hi\\""'],
    ['two\nlines', '"two\\nlines"'],
    ['line\u2028separator', '"line\\u2028separator"'],
  ] as const)
    test(`is written as ${written}`, () => {
      assert.equal(scalar(given), written);
    });

  test('is read as it was, whatever is in it', () => {
    fc.assert(
      fc.property(text, (given) => {
        assert.deepEqual(read(`k: ${scalar(given)}\n`), { k: given });
        assert.deepEqual(read(`k: [${scalar(given)}, x]\n`), { k: [given, 'x'] });
      }),
      { numRuns: 500 },
    );
  });

  test('is read as it was between the quotes that are proposed for it', () => {
    fc.assert(
      fc.property(text, (given) => {
        fc.pre(!/[\n\r\u0085\u2028\u2029\ufeff]/.test(given));
        assert.deepEqual(read(`k: ${quote(given)}\n`), { k: given });
      }),
    );
  });
});

suite('a value in a plan', () => {
  test('is read as it was, on one line, as an entry of a list, and as a mapping of several lines', () => {
    fc.assert(
      fc.property(value, mapping, (given, map) => {
        assert.deepEqual(read(`k: ${flow(given)}\n`), { k: given });
        assert.deepEqual(read(`k:\n${blockEntry(given, 2).join('\n')}\n`), { k: [given] });
        assert.deepEqual(read(`${blockMap(map, 0).join('\n')}\n`), map);
        assert.deepEqual(read(`k:\n${blockMap(map, 4).join('\r\n')}\r\n`), { k: map });
      }),
      { numRuns: 300 },
    );
  });

  test('leaves out keys without a value', () => {
    assert.equal(flow({ id: 'a', team: undefined, steps: [] }), '{id: a, steps: []}');
    assert.deepEqual(blockMap({ id: 'a', team: undefined }, 2), ['  id: a']);
  });

  test('stands on one line where it is short and plain, and below its key otherwise', () => {
    assert.deepEqual(blockMap({ owns: ['a', 'b'] }, 0), ['owns: [a, b]']);
    const long = Array.from({ length: 12 }, (_, index) => `src/module-${index}`);
    assert.deepEqual(blockMap({ owns: long }, 2), ['  owns:', ...long.map((each) => `    - ${each}`)]);
    assert.deepEqual(blockMap({ waves: [{ id: 'a' }] }, 0), ['waves:', '  - id: a']);
  });

  test('keeps lines as lines where that is exact', () => {
    assert.deepEqual(blockMap({ objective: 'One.\n\nTwo.' }, 2), ['  objective: |-', '    One.', '', '    Two.']);
    assert.deepEqual(blockMap({ objective: 'ends\n' }, 0), ['objective: "ends\\n"']);
    assert.deepEqual(blockMap({ objective: ' starts\nindented' }, 0), ['objective: " starts\\nindented"']);
  });
});
