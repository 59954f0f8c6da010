import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { filesNamedIn, namesIn } from '../../../../src/core/digest/namesIn.ts';

describe('the names of code in a goal', () => {
  for (const [what, text, expected] of [
    ['are none in prose', 'Please make the whole thing faster, for everybody.', []],
    ['are what stands in backticks, whatever it looks like', 'Rename `run` to `execute`.', ['run', 'execute']],
    ['are parts of what stands in backticks', 'Call `a.save(user)` less.', ['save', 'user']],
    ['are words with a hump', 'Drop saveUser and HttpClient.', ['saveUser', 'HttpClient']],
    ['are words with an underline', 'Drop save_user and MAX_SIZE.', ['save_user', 'MAX_SIZE']],
    ['are no words that begin with an underline only', 'Drop _private and Trailing_.', []],
    ['are named once, those in backticks first', 'saveUser and `load` and `saveUser`', ['load', 'saveUser']],
    ['have three letters at least', 'Drop `ab`, `abc`, aB.', ['abc']],
    ['keep a dollar sign', 'Drop `$scope`.', ['$scope']],
    ['do not go from one line to the next in backticks', 'a ` b\nsecond ` line', []],
    ['may be those that every object has', '`constructor` and `__proto__`', ['constructor', '__proto__']],
  ] as const) {
    test(what, () => assert.deepEqual(namesIn(text), expected));
  }

  test('are bounded, in the order they come', () => {
    const names = Array.from({ length: 40 }, (_, index) => `nameNo${index}`);
    assert.deepEqual(namesIn(names.join(' ')), names.slice(0, 24));
  });
});

describe('the files that a goal names', () => {
  const files = ['src/core/plan.ts', 'src/plan.ts', 'README.md', 'docs/a b.md', 'Makefile'].map((path) => ({
    path,
    size: 1,
  }));
  for (const [what, text, expected] of [
    ['are named by their whole path', 'Change src/core/plan.ts.', ['src/core/plan.ts', 'src/plan.ts'].slice(0, 1)],
    ['are named from here', 'Change ./src/plan.ts now', ['src/plan.ts']],
    ['are named by the end of their path', 'Change core/plan.ts', ['src/core/plan.ts']],
    ['are all that have a name', 'Change `plan.ts`', ['src/core/plan.ts', 'src/plan.ts']],
    ['are none for a part of a name', 'Change an.ts or lan.ts', []],
    ['are none for a name without an ending', 'Change the Makefile', []],
    ['are none where nothing looks like a file', 'Change it. Now.', []],
    ['are told from the end of a sentence', 'See README.md.', ['README.md']],
  ] as const) {
    test(what, () => assert.deepEqual(filesNamedIn(text, files), expected));
  }

  test('are found in any text, and only among those there are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const found of filesNamedIn(text, files)) assert.ok(files.some(({ path }) => path === found));
        assert.equal(new Set(namesIn(text)).size, namesIn(text).length);
      }),
    );
  });
});
