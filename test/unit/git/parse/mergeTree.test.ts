import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { parseMergedTree, parseMergedTrees } from '../../../../src/git/parse/mergeTree.ts';

const tree = fc.stringMatching(/^[0-9a-f]{40}$/);
/** Whatever a path can be, newlines and quotes included; git ends each with NUL. */
const file = fc
  .string({ unit: fc.constantFrom('a', ' ', '\n', '"', '\\', 'é', '0', '1', '/'), minLength: 1, maxLength: 8 })
  .filter((name) => !name.startsWith('/'));
const merge = fc.record({ tree, conflicts: fc.uniqueArray(file, { maxLength: 4 }) }, { noNullPrototype: true });

/** Output of `git merge-tree --stdin -z --name-only --no-messages`, as git 2.38 and later print it. */
const printed = (merges: readonly { readonly tree: string; readonly conflicts: readonly string[] }[]): string =>
  merges
    .map(({ tree, conflicts }) => [conflicts.length === 0 ? '1' : '0', tree, ...conflicts, '', ''].join('\0'))
    .join('');

test('the merges of a whole wave come back in order, each with its own conflicts', () => {
  fc.assert(
    fc.property(fc.array(merge, { maxLength: 6 }), (merges) => {
      assert.deepEqual(parseMergedTrees(printed(merges)), merges);
    }),
  );
});

test('output that ends in the middle is read to its last whole merge, and reading ends', () => {
  const merges = [
    { tree: 'a'.repeat(40), conflicts: ['x', 'a\nb'] },
    { tree: 'b'.repeat(40), conflicts: [] },
    { tree: 'c'.repeat(40), conflicts: ['"q"'] },
  ];
  const whole = printed(merges);
  for (let length = 0; length <= whole.length; length += 1) {
    const read = parseMergedTrees(whole.slice(0, length));
    assert.deepEqual(read, merges.slice(0, read.length), `cut after ${length} characters`);
  }
});

test('a path that is in conflict in several ways is named once', () => {
  const id = 'd'.repeat(40);
  assert.deepEqual(parseMergedTrees(`0\0${id}\0a\0b\0a\0\0`), [{ tree: id, conflicts: ['a', 'b'] }]);
  assert.deepEqual(parseMergedTree(`${id}\0a\0b\0a\0\0message`), { tree: id, conflicts: ['a', 'b'] });
});

test('a merge whose messages were cut off still tells its conflicts', () => {
  assert.deepEqual(parseMergedTree('t\0a\0b'), { tree: 't', conflicts: ['a', 'b'] });
  assert.deepEqual(parseMergedTree(''), { tree: '', conflicts: [] });
});
