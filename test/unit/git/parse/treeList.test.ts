import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { treeEntries } from '../../../../src/git/parse/treeList.ts';

const name = fc.stringMatching(/^[^\0]+$/);

test('entries of a tree keep their whole names, also with tabs and line ends in them', () => {
  const about = `100644 blob ${'a'.repeat(40)}`;
  assert.deepEqual(treeEntries(`${about}\ta\tb.json\0${about}\ta\tc\n\0`), [
    { about, path: 'a\tb.json' },
    { about, path: 'a\tc\n' },
  ]);
  assert.deepEqual(treeEntries(''), []);
  fc.assert(
    fc.property(fc.array(name), (names) => {
      const listed = names.map((each) => `${about}\t${each}\0`).join('');
      assert.deepEqual(
        treeEntries(listed).map(({ path }) => path),
        names,
      );
    }),
  );
});
