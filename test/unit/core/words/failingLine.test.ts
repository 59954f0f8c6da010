import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { failingLine } from '../../../../src/core/words/failingLine.ts';

const text = ['import x', "suite('sums', () => {", "  test('adds', () => {", '    assert(1)', '  });', '});', ''].join(
  '\n',
);

suite('the line a failing test is about', () => {
  for (const [what, name, file, excerpt, line] of [
    ['the one its output names', 'adds', 'test/sum.test.js', 'at test/sum.test.js:4:5', 4],
    ['the first that its output names within the file', 'adds', 'sum.test.js', 'sum.test.js:99 sum.test.js:4', 4],
    ['not one that its output names of a file with a longer name', 'adds', 'sum.js', 'at mysum.js:4:5', 3],
    ['the one its output names on Windows', 'adds', 'test\\sum.test.js', 'at C:\\x\\test\\sum.test.js:4:5', 4],
    ['the one with its name', 'adds', 'test/sum.test.js', '', 3],
    ['the one with its name without those of its groups', 'sums > adds', 'sum.test.js', '', 3],
    ['the one of its group, where its own name is put together', 'sums › adds 1 and 2', 'sum.test.js', '', 2],
    ['the one with its name in a path of Rust', 'sums::adds', 'sum.rs', '', 3],
    ['the first, where nothing is known', 'divides', 'sum.test.js', '', 1],
    ['the first for a test without a name', '', 'sum.test.js', '', 1],
    ['the first where the file has no name, whatever numbers are printed', 'divides', '', 'done at 12:04', 1],
  ] as const)
    test(`is ${what}`, () => {
      assert.equal(failingLine(text, name, file, excerpt), line);
    });

  test('is a line of the file, whatever the report says', () => {
    const any = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', '(', '[', '\\', '*', ':', '7', '/', '\n', ' > ') }),
      fc.string(),
    );
    fc.assert(
      fc.property(any, any, any, any, (content, name, file, excerpt) => {
        const line = failingLine(content, name, file, excerpt);
        assert.ok(Number.isInteger(line) && line >= 1 && line <= content.split('\n').length);
      }),
    );
  });
});
