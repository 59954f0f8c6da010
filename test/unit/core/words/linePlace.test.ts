import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { placeLine } from '../../../../src/core/words/linePlace.ts';

const text = (...lines: readonly string[]): string => lines.join('\n');

suite('following a line to a later version of its file', () => {
  test('it moves with what is added and removed around it', () => {
    const before = text('a', 'b', 'c', 'd');
    assert.deepEqual(placeLine(before, before, 3), { line: 3, kept: true });
    assert.deepEqual(placeLine(before, text('x', 'a', 'y', 'b', 'c', 'z'), 3), { line: 5, kept: true });
    assert.deepEqual(placeLine(before, text('c', 'x'), 3), { line: 1, kept: true });
  });

  test('of equal lines it stays the same one', () => {
    const before = text('{', '}', '{', '}');
    assert.deepEqual(placeLine(before, text('new', '{', '}', '{', '}'), 4), { line: 5, kept: true });
    assert.deepEqual(placeLine(before, text('{', '}', 'new', '{', '}'), 2), { line: 2, kept: true });
  });

  test('a line that is gone is followed to what stands in its place', () => {
    const before = text('a', 'b', 'c', 'd');
    assert.deepEqual(placeLine(before, text('a', 'x', 'b', 'C', 'd'), 3), { line: 4, kept: false });
    assert.deepEqual(placeLine(before, text('a', 'b'), 3), { line: 2, kept: false });
    assert.deepEqual(placeLine(before, '', 3), { line: 1, kept: false });
    assert.deepEqual(placeLine(before, before, 9), { line: 4, kept: false });
  });

  test('a file that was written anew keeps none of its lines, however long it is', () => {
    const long = (word: string): string => text(...Array.from({ length: 3_000 }, (_, index) => `${word} ${index}`));
    assert.equal(placeLine(long('old'), long('new'), 1_500).kept, false);
    assert.deepEqual(placeLine(long('old'), text('first', long('old')), 1_500), { line: 1_501, kept: true });
  });

  test('it is always a line of the later version, and the same text when it was kept', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(lines, lines, fc.nat({ max: 11 }), (before, after, index) => {
        const at = index % before.length;
        const { line, kept } = placeLine(text(...before), text(...after), at + 1);
        assert.ok(line >= 1 && line <= after.length);
        if (kept) assert.equal(after[line - 1], before[at]);
        if (!after.includes(before[at] ?? '')) assert.equal(kept, false);
      }),
    );
  });
});
