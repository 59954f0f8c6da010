import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { parseTestOutput } from '../../../../src/checks/parsers/parseTestOutput.ts';

const root = '/home/dev/project';

/** Recorded output of a runner. */
function recorded(name: string): string {
  return stripVTControlCharacters(
    readFileSync(path.join(import.meta.dirname, '..', 'fixtures', `${name}.txt`), 'utf8'),
  );
}

const nodeNames = (nested: string, broken: string) => [
  [broken, 'test/broken.test.mjs'],
  ['total includes tax', 'test/cart.test.mjs'],
  [`${nested}refuses a negative amount`, 'test/cart.test.mjs'],
  [nested === '' ? 'is cheaper' : `${nested}with a voucher > is cheaper`, 'test/cart.test.mjs'],
  ['lists are sorted', 'test/list.test.mjs'],
];

const expected: Record<string, { readonly passed?: number; readonly failed: readonly (readonly string[])[] }> = {
  'node24-spec': { passed: 2, failed: nodeNames('', 'test/broken.test.mjs') },
  'node24-tap': { passed: 2, failed: nodeNames('a cart > ', 'test/broken.test.mjs') },
  'node20-spec': { passed: 2, failed: nodeNames('', 'test/broken.test.mjs') },
  'node20-tap': { passed: 2, failed: nodeNames('a cart > ', 'test/broken.test.mjs') },
  jest: {
    passed: 1,
    failed: [
      ['Test suite failed to run', 'test/broken.test.js'],
      ['a cart > total includes tax', 'test/cart.test.js'],
      ['a cart > with a voucher > is cheaper', 'test/cart.test.js'],
      ['lists are sorted', 'test/list.test.js'],
    ],
  },
  vitest: {
    passed: 1,
    failed: [
      ['vitest/broken.test.js', 'vitest/broken.test.js'],
      ['a cart > total includes tax', 'vitest/cart.test.js'],
      ['a cart > with a voucher > is cheaper', 'vitest/cart.test.js'],
    ],
  },
  mocha: {
    passed: 1,
    failed: [
      ['a cart > total includes tax', 'test/cart.test.js'],
      ['a cart > with a voucher > is cheaper', 'test/cart.test.js'],
    ],
  },
  tape: {
    passed: 2,
    failed: [
      ['a cart > total includes tax', 'tape.js'],
      ['lists > are sorted', 'tape.js'],
    ],
  },
  pytest: {
    passed: 2,
    failed: [
      ['TestCart.test_total_includes_tax', 'test_cart.py'],
      ['test_is_cheaper[2]', 'test_cart.py'],
      ['test_broken.py', 'test_broken.py'],
    ],
  },
  cargo: {
    passed: 1,
    failed: [
      ['tests::is_cheaper', 'src/lib.rs'],
      ['tests::total_includes_tax', 'src/lib.rs'],
    ],
  },
};

describe('the failed tests in what a runner printed', () => {
  for (const [name, report] of Object.entries(expected)) {
    test(`${name}: each failed test is named with its file, and how many passed`, () => {
      const { passed, failed } = parseTestOutput(recorded(name), root);
      const byName = (one: readonly string[], other: readonly string[]) => (one.join() < other.join() ? -1 : 1);
      assert.deepEqual(
        failed.map(({ name, file }) => [name, file ?? '']).sort(byName),
        [...report.failed].sort(byName),
      );
      assert.equal(passed, report.passed);
    });

    test(`${name}: the excerpt says what was expected, without a folder of this machine`, () => {
      const { failed } = parseTestOutput(recorded(name), root);
      const tax = failed.find(({ name }) => /tax/.test(name));
      assert.match(tax?.excerpt ?? '', /11/);
      assert.doesNotMatch(tax?.excerpt ?? '', /home\/dev\/project/);
    });
  }

  test('two runners in one output are both read', () => {
    const { failed, passed } = parseTestOutput(`${recorded('mocha')}\n${recorded('cargo')}`, root);
    assert.equal(failed.length, 4);
    assert.equal(passed, 2);
  });

  test('paths of Windows are given with forward slashes, relative to the folder', () => {
    const text = "TAP version 13\nnot ok 1 - a\n  ---\n  location: 'C:\\work\\test\\a.test.js:1:1'\n  ...\n1..1\n";
    assert.equal(parseTestOutput(text, 'C:\\work').failed[0]?.file, 'test/a.test.js');
  });

  test('any text is read without an exception, and quickly', () => {
    const pieces = Object.keys(expected).flatMap((name) => recorded(name).split('\n'));
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string())), (lines) => {
        parseTestOutput(lines.join('\n'), root);
      }),
    );
  });
});
